"""Roles and users of Airflow's pages; run as a module in Airflow's environment, safe to repeat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from woonkluis.platform.secrets import WEB_USERS
from woonkluis.platform.settings import get_settings

if TYPE_CHECKING:
    from airflow.providers.fab.auth_manager.models import Role
    from airflow.providers.fab.auth_manager.security_manager.override import FabAirflowSecurityManagerOverride

OPERATOR_ROLE = "Dataoperator"

READABLE = (
    "Assets",
    "Asset Aliases",
    "Cluster Activity",
    "DAG Code",
    "DAG Dependencies",
    "DAG Runs",
    "DAG Versions",
    "DAG Warnings",
    "DAGs",
    "HITL Detail",
    "ImportError",
    "Jobs",
    "My Password",
    "My Profile",
    "Plugins",
    "Task Instances",
    "Task Logs",
    "Website",
    "XComs",
)
"""No Connections, Variables, Configurations or Users: an operator runs deliveries, the installation is not his."""

MENUS = ("Browse", "DAGs", "DAG Dependencies", "DAG Runs", "Assets", "Cluster Activity", "Jobs", "Task Instances")


PER_DAG = ("DAG:", "DAG Run:")
"""Resources whose rights are set by the `access_control` of the DAG files, not here."""


def operator_rights() -> set[tuple[str, str]]:
    """Return the rights (action, resource) of an operator on everything but one DAG.

    To trigger or clear, Airflow asks for the action on runs or tasks and for can_edit on their DAG.
    """
    rights = {("can_read", resource) for resource in READABLE} | {("menu_access", resource) for resource in MENUS}
    rights |= {("can_create", "DAG Runs"), ("can_edit", "DAG Runs"), ("can_edit", "Task Instances")}
    # To answer the questions of dags/besluiten.py, on DAGs that let an operator edit.
    rights |= {("can_edit", "HITL Detail"), ("menu_access", "HITL Detail")}
    return rights | {("can_edit", "My Password"), ("can_edit", "My Profile")}


def set_role(security: FabAirflowSecurityManagerOverride, name: str, rights: set[tuple[str, str]]) -> Role:
    """Give a role exactly these rights, beside those that DAG files give it."""
    role = security.find_role(name) or security.add_role(name)
    wanted = {security.create_permission(action, resource) for action, resource in sorted(rights)}
    for permission in set(role.permissions) - wanted:
        if not permission.resource.name.startswith(PER_DAG):
            security.remove_permission_from_role(role, permission)
    for permission in wanted - set(role.permissions):
        security.add_permission_to_role(role, permission)
    return role


def set_user(security: FabAirflowSecurityManagerOverride, username: str, password: str, role: Role) -> None:
    """Give a user exactly this password and role."""
    if user := security.find_user(username=username):
        security.reset_password(user.id, password)
        user.roles = [role]
        security.update_user(user)
    else:
        security.add_user(username, username, "Woonkluis", f"{username}@woonkluis.invalid", role, password=password)


def main() -> None:
    """Set both roles and users."""
    from airflow.providers.fab.auth_manager.cli_commands.utils import get_application_builder  # noqa: PLC0415

    settings = get_settings()
    with get_application_builder() as builder:
        security = builder.sm
        roles = {
            "beheer": security.find_role("Admin"),
            "operator": set_role(security, OPERATOR_ROLE, operator_rights()),
        }
        for username, secret in WEB_USERS.items():
            set_user(security, username, settings.password(secret), roles[username])


if __name__ == "__main__":
    main()
