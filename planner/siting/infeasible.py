from typing import NoReturn


def raise_no_choice(*a) -> NoReturn:
    raise RuntimeError(a[1])
