"""Says which functions of the generated module no Python test calls.

Usage: coverage.py FOLDER TEST.py ..., where FOLDER holds the generated module and the client library beside it.
"""

import ast
import inspect
import sys
from pathlib import Path

sys.path.insert(0, sys.argv[1])

import sen_client as sen  # noqa: E402  (the folder has to be known first)


def offered() -> set[str]:
    """Free functions, and the methods of objects; records, codes and errors are no calls."""
    names = set()
    for name in sen.__all__:
        thing = getattr(sen, name)
        if inspect.isfunction(thing):
            names.add(name)
        elif inspect.isclass(thing) and hasattr(thing, "_uniffi_clone_handle"):
            names |= {method for method in vars(thing) if not method.startswith("_")}
    return names


def called(tests: list[str]) -> set[str]:
    nodes = (node for test in tests for node in ast.walk(ast.parse(Path(test).read_text(encoding="utf-8"))))
    names = {ast.Attribute: "attr", ast.FunctionDef: "name"}  # called here, or written here for the library to call
    return {getattr(node, names[type(node)]) for node in nodes if type(node) in names}


def main() -> None:
    names = offered()
    if len(names) < 50:
        sys.exit(f"the module offers too little to be true: {sorted(names)}")
    missing = sorted(names - called(sys.argv[2:]))
    if missing:
        sys.exit(f"no Python test calls {', '.join(missing)}")
    print(f"ok {len(names)}")


if __name__ == "__main__":
    main()
