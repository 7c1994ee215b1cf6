"""What Textual finds in the stylesheets for a widget, which all apps of a run share: looking for it
anew takes a twelfth of the time to open a screen.

Nothing is left out: `tests/ui/test_styled_once.py` compares it with Textual's own.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any, cast

from textual.cache import LRUCache
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode

if TYPE_CHECKING:
    from textual.css.model import RuleSet, Selector


class Near:
    """The rules whose last name is one of a node's, in their order."""

    def __init__(self, names: tuple[str, ...], rules: tuple[RuleSet, ...]) -> None:
        self.rules = [*rules]
        self.by_name: dict[str, list[RuleSet]] = {name: [] for name in names}
        if names:  # Textual puts those of all names together
            self.by_name[names[0]] = self.rules
        chains = [selector_set.selectors for rule in rules for selector_set in rule.selector_set]
        self._own = _with_states(one[-1] for one in chains)
        self._above = _with_states(chain.from_iterable(one[:-1] for one in chains))

    def place(self, path: list[DOMNode]) -> tuple[object, ...]:
        """All on which it depends which of them apply: nodes of the same place are styled alike."""
        return (
            self,
            *[(type(node), node.id, node.classes) for node in path],
            *[selector.check(path[-1]) for selector in self._own],
            *[selector.check(node) for selector in self._above for node in path],
        )


def _with_states(selectors: Any) -> list[Selector]:
    """Those that ask more of a node than its names, such as the focus, each once."""
    alike = {
        (selector.type, selector.name, frozenset(selector.pseudo_classes)): selector
        for selector in selectors
        if selector.pseudo_classes
    }
    return [*alike.values()]


class Found:
    """What applies at a place, where Textual looks for what it found within one change."""

    kept: LRUCache[object, Any] = LRUCache(4096)
    """By place, and so by the rules themselves: those of another theme are others."""

    def __init__(self, near: Near, node: DOMNode) -> None:
        self._near, self._node = near, node
        self._place: object = None

    def get(self, _: object) -> Any:
        """What was found for a node that stands alike; None where nothing was."""
        self._place = self._near.place(self._node.css_path_nodes)
        return self.kept.get(self._place)

    def __setitem__(self, _: object, found: Any) -> None:
        self.kept[self._place] = found


class _Part:
    """The node that stands for a part of a widget, and where it stood when it was styled."""

    def __init__(self, name: str, of: DOMNode) -> None:
        self.node = DOMNode(classes=name)
        self.node._attach(of)
        self.place: object = None

    @property
    def rules(self) -> dict[str, object]:
        return dict(self.node.styles.base.get_rules())


class StyledOnce(Stylesheet):
    """Textual's own goes through all rules of all screens for each widget, and for each part of
    one, whenever it is opened or a class of what is around it changes.
    """

    def __init__(self, *, variables: dict[str, str] | None = None) -> None:
        super().__init__(variables=variables)
        self._near: Near | None = None
        self._known: list[RuleSet] = []
        self._places: dict[str, list[int]] = {}
        self._near_to: dict[object, Near] = {}

    @property
    def rules(self) -> list[RuleSet]:
        """All of them, or while a node is styled those that are near to it."""
        return self._near.rules if self._near else super().rules

    @property
    def rules_map(self) -> dict[str, list[RuleSet]]:
        """The same by the names of what they apply to."""
        return self._near.by_name if self._near else super().rules_map

    def apply(self, node: DOMNode, *, animate: bool = False, cache: Any = None) -> None:
        """Style a node and its parts."""
        outer, self._near = self._near, None
        near = self._nearest(node)
        self._near = near
        try:
            super().apply(node, animate=animate, cache=cast("Any", Found(near, node)))
        finally:
            self._near = outer

    def _process_component_classes(self, node: DOMNode) -> None:
        """Style the parts of a widget, such as the cursor of a list: only those whose place is
        another than before, and in the nodes that were made for them first.
        """
        names = node._get_component_classes()
        if not names:
            return
        parts: dict[str, _Part] = vars(node).setdefault("_kept_parts", {})
        changed = False
        for name in sorted(names):
            if (part := parts.get(name)) is None:
                part = parts[name] = _Part(name, node)
            place = self._nearest(part.node).place(part.node.css_path_nodes)
            if place != part.place:
                before, part.place = part.rules, place
                self.apply(part.node)
                changed |= before != part.rules
            node._component_styles[name] = part.node.styles
        if changed:
            node.refresh()

    def _nearest(self, node: DOMNode) -> Near:
        if (rules := super().rules) is not self._known:
            self._know(rules)
        named = type(node), node.id, node.classes
        if named not in self._near_to:
            names = sorted(node._selector_names & self._places.keys())
            places = sorted({place for name in names for place in self._places[name]})
            found = tuple(self._known[place] for place in places)
            self._near_to[named] = _near(tuple(names), found)
        return self._near_to[named]

    def _know(self, rules: list[RuleSet]) -> None:
        """Note where the rules of each name stand; nearly always some came behind the others."""
        first = len(self._known)
        if rules[:first] != self._known:
            first = 0
            self._places.clear()
        for place in range(first, len(rules)):
            for name in rules[place].selector_names:
                self._places.setdefault(name, []).append(place)
        self._known = rules
        self._near_to.clear()


_near = lru_cache(2048)(Near)
