"""Nothing of the library is left out: every call is called by a test here, every failure has its name."""

import ast
import inspect
import unittest
from pathlib import Path

import sen_client as sen
from sen_client import _surface, errors


def offered() -> set[str]:
    """Free functions, and the methods of objects; records, codes and errors are no calls."""
    names = set()
    for name in _surface.__all__:
        thing = getattr(_surface, name)
        if inspect.isfunction(thing):
            names.add(name)
        elif inspect.isclass(thing) and hasattr(thing, "_uniffi_clone_handle"):
            names |= {method for method in vars(thing) if not method.startswith("_")}
    return names


def called() -> set[str]:
    tests = Path(__file__).parent.glob("test_*.py")
    nodes = (node for test in tests for node in ast.walk(ast.parse(test.read_text(encoding="utf-8"))))
    names = {ast.Attribute: "attr", ast.FunctionDef: "name"}  # called here, or written here for the library to call
    return {getattr(node, names[type(node)]) for node in nodes if type(node) in names}


class Complete(unittest.TestCase):
    def test_every_exported_function_is_called_by_a_test(self) -> None:
        names = offered()
        self.assertGreater(len(names), 50, "the module offers too little to be true")
        self.assertEqual(sorted(names - called()), [])

    def test_every_failure_has_its_name_and_fields(self) -> None:
        failures = {name: thing for name, thing in vars(_surface.SenError).items() if inspect.isclass(thing)}
        for name, failure in failures.items():
            self.assertIs(getattr(sen, name, None), failure, f"{name} is not in errors.py")
        declared = typed_fields()
        self.assertEqual(set(declared), set(failures))
        for name, failure in failures.items():
            fields = set(inspect.signature(failure.__init__).parameters) - {"self", "args", "kwargs"}
            self.assertEqual(declared[name], fields, name)


def typed_fields() -> dict[str, set[str]]:
    """What errors.py tells type checkers, by name; at run time the classes are the library's."""
    tree = ast.parse(inspect.getsource(errors))
    classes = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef) and node.name != "SenError"]
    return {
        found.name: {
            line.target.id for line in found.body if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name)
        }
        for found in classes
    }
