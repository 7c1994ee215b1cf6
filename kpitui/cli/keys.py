"""Which keys there are, and what the settings make of them."""

import click

from kpitui.cli.context import answer, answer_json, json_option, settings, talk


@click.command()
@json_option
@click.pass_context
def keys(context: click.Context, as_json: bool) -> None:
    """List every key of the screens with its id, for [keys] in the settings; * marks changed
    keys.

    Exit code 1 if the settings name a key that cannot be used.
    """
    from kpitui.terminal.keys import key_words
    from kpitui.ui.keymap import Key, all_keys, keymap_of

    known = all_keys()
    keymap = keymap_of(settings(), known)

    def now(key: Key) -> tuple[str, ...]:
        return tuple(keymap.keys[key.id].split(",")) if key.id in keymap.keys else key.keys

    if as_json:
        answer_json([
            {"id": key.id, "keys": list(now(key)), "default": list(key.keys), "label": key.label,
             "description": key.tooltip, "screens": key.screens, "changed": key.id in keymap.keys}
            for key in known.values()
        ])  # fmt: skip
    else:
        where = ""
        for one in known.values():
            if where != (where := ", ".join(one.screens)):
                answer(f"{where}:")
            mark = "*" if one.id in keymap.keys else " "
            answer(f"{mark} {one.id:<22} {' '.join(map(key_words, now(one))):<18} {one.tooltip}")
    for fault in keymap.faults:
        talk(f"kpitui: {fault}")
    context.exit(1 if keymap.faults else 0)
