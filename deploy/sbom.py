#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes a bill of materials of the image, SPDX 2.3 as JSON, to stdout.

    deploy/sbom.py PROGRAM FOLDER

PROGRAM is what was built on this Debian, FOLDER what root.sh made of it. What
the files are and where they come from is dpkg's knowledge; of the packages that
only the build needs (third_party/packages.txt) the bill has the versions, for
their headers and static libraries are in the program. Nothing in it changes
while the files and packages do not; its time is SOURCE_DATE_EPOCH, or 1970.
"""

import datetime
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
NONE = "NOASSERTION"
PROGRAM = "/usr/bin/wampbridge"
CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"


def output_of(*command):
    """Gives what a command writes, or nothing where it fails."""
    return subprocess.run(command, capture_output=True, text=True,
                          check=False).stdout


def element(kind, name):
    """Gives the identifier of a part of the bill."""
    return f"SPDXRef-{kind}-" + re.sub(r"[^A-Za-z0-9.-]", "-", name.strip("/"))


def packages_of(paths):
    """Gives {path: Debian package} of installed files."""
    names = {}  # as dpkg may have it -> as the image has it
    for path in paths:
        real = os.path.realpath(path)
        names |= {name: path for name in
                  (path, real, real.removeprefix("/usr"))}
    told = output_of("dpkg-query", "--search", *names)
    found = {names[line.rpartition(": ")[2]]: re.split("[:,]", line)[0]
             for line in told.splitlines()
             if line.rpartition(": ")[2] in names}
    # Its package makes it when it is installed, so dpkg does not know it.
    return {**found, CERTIFICATES: "ca-certificates"}


def licences_of(name):
    """Gives the licences that a package's copyright file names."""
    path = pathlib.Path(f"/usr/share/doc/{name}/copyright")
    if not path.is_file():
        return ""
    text = path.read_text(encoding="utf-8", errors="replace")
    return ", ".join(sorted(set(re.findall(r"^License: (\S.*)$", text,
                                           re.MULTILINE))))


def debian_package(name):
    """Gives the entry of an installed package, or None where it is not."""
    told = output_of("dpkg-query", "--show", "--showformat",
                     "${Version}\t${Architecture}\t${source:Package}\t"
                     "${source:Version}\t${db:Status-Status}\n", name)
    if not told.endswith("\tinstalled\n"):
        return None
    version, architecture, source, source_version, _ = (
        told.splitlines()[0].split("\t"))
    entry = _package(name, version)
    entry["supplier"] = "Organization: Debian"
    entry["sourceInfo"] = f"Debian's source package {source} {source_version}"
    entry["externalRefs"] = [{
        "referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl",
        "referenceLocator": f"pkg:deb/debian/{name}@{version}"
                            f"?arch={architecture}".replace("+", "%2B")}]
    licences = licences_of(name)
    if licences:
        entry["licenseComments"] = f"Its copyright file names {licences}"
    return entry


def _package(name, version):
    return {"SPDXID": element("Package", name), "name": name,
            "versionInfo": version, "downloadLocation": NONE,
            "filesAnalyzed": False, "licenseConcluded": NONE,
            "licenseDeclared": NONE, "copyrightText": NONE}


def build_packages():
    """Gives the names in the section [build] of packages.txt."""
    text = (ROOT / "third_party/packages.txt").read_text(encoding="utf-8")
    section = text.split("[build]\n", 1)[1].split("\n[", 1)[0]
    return [line.split()[0] for line in section.splitlines() if line.strip()]


def files_below(folder):
    """Gives the entry of each file, and its path in the image."""
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not path.is_file():
            continue
        name = "/" + str(path.relative_to(folder))
        content = path.read_bytes()
        yield name, {
            "SPDXID": element("File", name), "fileName": f".{name}",
            "checksums": [
                {"algorithm": "SHA1",
                 "checksumValue": hashlib.sha1(content).hexdigest()},
                {"algorithm": "SHA256",
                 "checksumValue": hashlib.sha256(content).hexdigest()}],
            "licenseConcluded": NONE, "copyrightText": NONE}


def verification_code(files):
    """Gives the code over all files (SPDX 2.3, 7.9)."""
    sums = sorted(entry["checksums"][0]["checksumValue"] for entry in files)
    return hashlib.sha1("".join(sums).encode()).hexdigest()


class Bill:
    """The bill while it is written."""

    def __init__(self, version):
        self.image = _package("wampbridge-image", version)
        self.program = _package("wampbridge", version)
        for entry in (self.image, self.program):
            entry["licenseDeclared"] = "Apache-2.0"
        self.packages = {}  # Debian's, by name
        self.files = []
        self.relations = []
        self.relate("SPDXRef-DOCUMENT", "DESCRIBES", self.image)
        self.relate(self.image, "CONTAINS", self.program)

    def relate(self, one, how, other):
        """Writes a relation between two entries."""
        names = [part if isinstance(part, str) else part["SPDXID"]
                 for part in (one, other)]
        self.relations.append({"spdxElementId": names[0],
                               "relationshipType": how,
                               "relatedSpdxElement": names[1]})

    def debian(self, name):
        """Gives a package's entry, once for each, or None."""
        if name not in self.packages:
            entry = debian_package(name)
            if entry is None:
                return None
            self.packages[name] = entry
        return self.packages[name]

    def add_file(self, name, entry, package):
        """Adds a file of the image and the package that it comes from."""
        self.files.append(entry)
        self.relate(self.image, "CONTAINS", entry)
        if name == PROGRAM:
            self.relate(self.program, "CONTAINS", entry)
            return
        package = self.debian(package)
        self.relate(entry, "EXPANDED_FROM_ARCHIVE", package)
        how = "DEPENDS_ON" if name == CERTIFICATES else "DYNAMIC_LINK"
        link = {"spdxElementId": self.program["SPDXID"],
                "relationshipType": how,
                "relatedSpdxElement": package["SPDXID"]}
        if link not in self.relations:
            self.relations.append(link)

    def document(self):
        """Gives the whole bill."""
        for entry, files in ((self.image, self.files), (self.program, [
                one for one in self.files
                if one["fileName"] == f".{PROGRAM}"])):
            entry["filesAnalyzed"] = True
            entry["licenseInfoFromFiles"] = [NONE]
            entry["packageVerificationCode"] = {
                "packageVerificationCodeValue": verification_code(files)}
        time = datetime.datetime.fromtimestamp(
            int(os.environ.get("SOURCE_DATE_EPOCH", "0")),
            datetime.timezone.utc)
        packages = [self.image, self.program, *sorted(
            self.packages.values(), key=lambda entry: entry["name"])]
        parts = {"packages": packages, "files": self.files,
                 "relationships": self.relations}
        code = hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]
        return {
            "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0",
            "SPDXID": "SPDXRef-DOCUMENT",
            "name": f"wampbridge-{self.image['versionInfo']}",
            "documentNamespace": f"https://spdx.org/spdxdocs/wampbridge-{code}",
            "creationInfo": {"created": time.strftime("%Y-%m-%dT%H:%M:%SZ"),
                             "creators": ["Tool: wampbridge-sbom"]},
            **parts}


def main():
    program, folder = map(pathlib.Path, sys.argv[1:])
    bill = Bill(output_of(program, "version").split()[1])
    files = dict(files_below(folder))
    packages = packages_of(set(files) - {PROGRAM})
    unknown = set(files) - set(packages) - {PROGRAM}
    if unknown:
        sys.exit("no package of this machine holds " + ", ".join(unknown))
    for name, entry in files.items():
        bill.add_file(name, entry, packages.get(name))
    for name in build_packages():
        package = bill.debian(name)
        if package:
            bill.relate(package, "BUILD_DEPENDENCY_OF", bill.program)
    json.dump(bill.document(), sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
