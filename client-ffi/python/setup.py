"""The wheel's tag: any Python 3 of the machine's kind, because the library beside the module knows nothing of Python."""

from setuptools import setup
from setuptools.command.bdist_wheel import bdist_wheel


class WheelOfALibrary(bdist_wheel):
    def finalize_options(self) -> None:
        super().finalize_options()
        self.root_is_pure = False

    def get_tag(self) -> tuple[str, str, str]:
        return ("py3", "none", super().get_tag()[2])


setup(cmdclass={"bdist_wheel": WheelOfALibrary})
