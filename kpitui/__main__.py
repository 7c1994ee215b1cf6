"""python -m kpitui."""

from kpitui.cli.main import main

if __name__ == "__main__":
    main()
