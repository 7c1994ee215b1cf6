"""The program, as `kpitui` and as `python -m kpitui`."""

import gc


def main() -> None:
    """Run it; nothing that is loaded is garbage, and to look for some meanwhile takes a twentieth
    of a command.
    """
    gc.disable()
    from kpitui.cli.main import main

    main()


if __name__ == "__main__":
    main()
