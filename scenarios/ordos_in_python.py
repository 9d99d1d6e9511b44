"""The same jobs as the command line, from Python: run a scenario, read its figures, write its page.

    python scenarios/ordos_in_python.py
"""

from pathlib import Path

import planner

HERE = Path(__file__).parent
result = planner.run(HERE / "ordos-99-to-5.yaml")
before, after = result.scorecard.focus.before, result.scorecard.focus.after
print(f"{result.name.en}: mean {before.mean_s / 60:.1f} -> {after.mean_s / 60:.1f} min")
print(planner.write_outputs(result, HERE.parent / "maps" / "ordos-99-to-5").page)
