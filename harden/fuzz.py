# SPDX-License-Identifier: MIT
"""Each fuzz target for some seconds, two at a time, from the seeds of fuzz/seeds.py. What was found stays in
build/harden/found, with the command that repeats it."""
import concurrent.futures
import re
import shutil
import sys

from step import BUILD, SOURCE, Failed, need

SECONDS = 30
INPUT_SECONDS = 10  # one input that takes longer hangs
MEGABYTES = 1024    # with the sanitizers' own
OF_THE_PROGRAM = {"arguments", "inspector"}  # a minute to build; the short form leaves them to their replay in ctest


def attempt(log, program, seeds):
    """Executions, executions a second, edges covered; and the command that repeats what was found."""
    name = program.name.removeprefix("fuzz_")
    own = BUILD / "fuzz" / name
    own.mkdir(parents=True)
    found = BUILD / "found" / name
    found.mkdir(parents=True, exist_ok=True)
    said = log.run(program, own, seeds / name, f"-max_total_time={SECONDS}", f"-timeout={INPUT_SECONDS}",
                   f"-rss_limit_mb={MEGABYTES}", "-print_final_stats=1", "-close_fd_mask=1",
                   f"-artifact_prefix={found}/", status=None, timeout=SECONDS + 120)
    artifact = re.search(r"Test unit written to (\S+)", said)
    if artifact or "Done " not in said:
        why = re.search(r"^(.*(?:ERROR:|runtime error:|broken:).*)$", said, re.M)
        repeat = f"{program.relative_to(SOURCE)} {artifact[1] if artifact else ''}"
        return {"target": name, "fault": f"{name}: {why[1] if why else 'ended early'}\n  {repeat}"}
    number = {key: int(value) for key, value in re.findall(r"stat::(\w+):\s+(\d+)", said)}
    return {"target": name, "executions": number["number_of_executed_units"],
            "edges": int(re.findall(r"cov: (\d+)", said)[-1]), "slowest": number["slowest_unit_time_sec"]}


def all_targets(log):
    need("clang++-19")
    names = {path.stem for path in (SOURCE / "fuzz").glob("*.cpp")} - {"replay"}
    if log.short:
        names -= OF_THE_PROGRAM
    folder = log.built("fuzz", *sorted(f"fuzz_{name}" for name in names)) / "fuzz"
    for old in ("fuzz", "seeds"):
        shutil.rmtree(BUILD / old, ignore_errors=True)
    log.run(sys.executable, SOURCE / "fuzz/seeds.py", BUILD / "seeds")
    programs = [folder / f"fuzz_{name}" for name in sorted(names)]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        rows = list(pool.map(lambda one: attempt(log, one, BUILD / "seeds"), programs))
    faults = [row["fault"] for row in rows if "fault" in row]
    lines = [f"{row['target']:16} {row['executions']:9} executions {row['executions'] // SECONDS:7}/s  "
             f"cov: {row['edges']}" for row in rows if "fault" not in row]
    log.say("\n".join(lines))
    if faults:
        raise Failed(f"{len(faults)} of {len(rows)} targets\n" + "\n".join(faults))
    log.figures.update(seconds=SECONDS, targets=len(rows), executions=sum(row["executions"] for row in rows), rows=rows)
    return "\n".join([f"{len(rows)} targets, {SECONDS} s each, {log.figures['executions']} executions", *lines])
