"""Looking for many texts in the bytes of files."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from kpitui.storage.byte_search import _CHUNK, _Search, search_files


def test_each_encoding_is_found_and_short_texts_are_not_looked_for(tmp_path: Path) -> None:
    file, other = tmp_path / "a", tmp_path / "b"
    text = "Ana López"
    encodings = ("utf-8", "utf-16-le", "utf-16-be")
    file.write_bytes(b"--".join(text.encode(encoding) for encoding in encodings))
    other.write_bytes(b"ana")
    gone = tmp_path / "gone"
    assert search_files([file, other, gone], [text, "ana", "absent"]) == {
        file: {text: 3}, other: {},
    }  # fmt: skip


def test_a_text_over_the_end_of_a_part_is_found_once(tmp_path: Path) -> None:
    file = tmp_path / "large"
    word = b"hung up on the caller"
    for shift in (0, 1, 10, 20, 21, 22):
        file.write_bytes(b"." * (_CHUNK - shift) + word + b"." * 50)
        assert search_files([file], [word.decode()]) == {file: {word.decode(): 1}}, shift


def test_of_a_long_text_its_ends_are_found(tmp_path: Path) -> None:
    file = tmp_path / "parts"
    text = "begins " + "x" * 300 + " ends"
    file.write_bytes(text.encode()[:120])
    assert search_files([file], [text]) == {file: {text: 1}}


@given(
    st.lists(st.text(alphabet="ab*[.é", min_size=5, max_size=9), min_size=1, max_size=6),
    st.text(alphabet="ab*[.é", max_size=60),
)
def test_it_finds_what_a_plain_look_finds(texts: list[str], content: str) -> None:
    texts = list(dict.fromkeys(texts))
    data = content.encode()
    search = _Search(texts)
    found = {texts[at] for at in search._places(data, 0)}
    assert found == {text for text in texts if text.encode() in data}
