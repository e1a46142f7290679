"""The files of the source tree, without what builds and tools leave in it."""

import os

SKIPPED_FOLDERS = {".git", ".cache", "build", "__pycache__"}
CODE_ENDINGS = (".h", ".cc", ".py", ".sh", ".cmake", ".in")


class SourceTree:
    """Every file below a root, as paths relative to it with forward slashes."""

    def __init__(self, root):
        self.root = root
        self.files = []
        for folder, folders, names in os.walk(root):
            folders[:] = sorted(
                name for name in folders
                if name not in SKIPPED_FOLDERS and not name.startswith("build-"))
            for name in sorted(names):
                self.files.append(os.path.relpath(os.path.join(folder, name), root))

    def read(self, path):
        """The file as text; bytes that are not UTF-8 are replaced, data files hold them."""
        with open(os.path.join(self.root, path), encoding="utf-8", errors="replace") as file:
            return file.read()

    def is_text(self, path):
        with open(os.path.join(self.root, path), "rb") as file:
            return b"\0" not in file.read(8192)

    def is_code(self, path):
        """Sources, scripts and build files: what people write and read."""
        if path.endswith(CODE_ENDINGS) or os.path.basename(path) == "CMakeLists.txt":
            return True
        if "." in os.path.basename(path):
            return False
        with open(os.path.join(self.root, path), "rb") as file:
            return file.read(2) == b"#!"

    def sources(self, *folders):
        """C++ files below the folders named."""
        return [path for path in self.files
                if path.endswith((".h", ".cc")) and path.split("/")[0] in folders]
