"""What is wrong with the rights and the place of a database file."""

import grp
import os
import stat
from pathlib import Path

from kpitui.storage.names import beside

NETWORK_FILE_SYSTEMS = {
    "nfs": "NFS",
    "nfs4": "NFS",
    "cifs": "SMB",
    "smb3": "SMB",
    "smbfs": "SMB",
    "fuse": "FUSE",
}
"""As Linux names them in its list of mounts, and how people do."""


def findings_of_file(path: Path, user: int = 0) -> list[str]:
    """What is wrong with the rights and the place of a file, each with the command that fixes it.

    Of a user other than root only what may be fixed by that command, or keeps them from their work.
    """
    found = []
    info, folder = path.stat(), path.parent
    if info.st_mode & (stat.S_IROTH | stat.S_IWOTH) and user in (0, info.st_uid):
        found.append(f"everyone on this machine can read {path}; fix it with: chmod o-rwx '{path}'")
    if not os.access(folder, os.W_OK | os.X_OK):
        found.append(
            f"you cannot write to the folder {folder}, which the file needs; its owner can fix it "
            f"with: chmod ug+rwx '{folder}'"
        )
    for file in beside(path):
        if file.exists() and not os.access(file, os.R_OK | os.W_OK):
            found.append(
                f"you cannot write to {file}; its owner can fix it with: chmod "
                f"--reference='{path}' '{file}'"
            )
    if info.st_mode & stat.S_IWGRP:
        found += _findings_of_sharing(path, info, folder.stat(), user)
    kind = file_system_of(folder)
    if kind in NETWORK_FILE_SYSTEMS.values():
        found.append(
            f"{path} is on a network file system ({kind}), where locks cannot be trusted; move it "
            "to a local disk"
        )
    return found


def _findings_of_sharing(
    path: Path, file: os.stat_result, folder: os.stat_result, user: int
) -> list[str]:
    found = []
    if (not folder.st_mode & stat.S_ISGID or file.st_gid != folder.st_gid) and user in (
        0,
        folder.st_uid,
    ):
        group = _group_name(file.st_gid)
        found.append(
            f"{path} is shared with the group {group}, but new files in its folder are not; fix "
            f"it with: chgrp {group} '{path.parent}' && chmod 2770 '{path.parent}'"
        )
    # Asking sets it; there is no other way.
    umask = os.umask(0o077)
    os.umask(umask)
    if umask & 0o007 != 0o007:
        found.append(
            f"your umask {umask:03o} lets everyone read the exports and reports that you write; "
            "fix it with: umask 007 in your ~/.profile"
        )
    return found


def _group_name(group_id: int) -> str:
    try:
        return grp.getgrgid(group_id).gr_name
    except KeyError:
        return str(group_id)


def file_system_of(folder: Path) -> str:
    """The name of a network file system that a folder lies on, else an empty text."""
    device = folder.stat().st_dev
    number = f"{os.major(device)}:{os.minor(device)}"
    try:
        mounts = Path("/proc/self/mountinfo").read_text("utf-8", "replace")
    except OSError:  # not on Linux: we cannot tell, and say nothing
        return ""
    for mount in mounts.splitlines():
        where, _, what = mount.partition(
            " - "
        )  # proc(5): its number is the third word before the dash
        if where.split()[2] == number:
            return NETWORK_FILE_SYSTEMS.get(what.partition(" ")[0].partition(".")[0], "")
    return ""
