"""The one error type that people see."""


class WoonkluisError(Exception):
    """Something a person must act on, told in one line without personal or confidential values."""
