"""The kinds of service level indicator, one file each; `protocol` says what each must answer."""
