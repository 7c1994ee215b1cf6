"""python -m kpitui."""

from kpitui.cli.main import run

if __name__ == "__main__":
    run()
