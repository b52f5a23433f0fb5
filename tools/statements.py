"""The SQL statements of src/store: constexpr Query NAME{"…"}."""
import pathlib
import re

QUERY = re.compile(r'\bQuery (\w+)\{((?:\s*"(?:[^"\\]|\\.)*")+)\}')
LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"')


def statements(*folders):
    """(file, name, text with $1 …) of each, in files of these folders of src/store; of none: in all."""
    for path in sorted(pathlib.Path("src/store").rglob("*.[hc]*")):
        if folders and path.parent.name not in folders or path.stem.endswith(("_test", "testing")):
            continue
        for name, body in QUERY.findall(path.read_text()):
            text = "".join(LITERAL.findall(body)).replace("\\x1f", "\x1f")
            if text not in ("BEGIN", "COMMIT"):
                yield path, name, text
