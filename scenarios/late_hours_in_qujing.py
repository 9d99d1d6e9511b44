"""Tell what each further hour in the evening brings at the police stations of a town.

python scenarios/late_hours_in_qujing.py
"""

from pathlib import Path

import planner

STATION = Path(__file__).parent / "qujing.yaml"
CLOSING_HOURS = (18, 19, 20, 21)


def open_until(hour: int) -> str:
    """Return the setting that keeps all stations open until this hour on workdays."""
    hours = f"Mo-Fr 08:30-12:00,14:30-{hour}:00; PH off"
    return f'measures=[{{set_hours: {{sites: {{kind: police_station}}, hours: "{hours}"}}}}]'


scenarios = [planner.load_scenario(STATION, [open_until(hour)]) for hour in CLOSING_HOURS]
results = planner.compare(scenarios)

before = results[0].scorecard.focus.before.case_h
print("Police stations of the Qujing zone, open on workdays until ...")
print("until    needs met in the evening    hours of cases saved a year    each further hour")
saved_so_far = 0.0
for hour, result in zip(CLOSING_HOURS, results, strict=True):
    periods = {row.id: row.after for row in result.scorecard.periods}
    saved = before - result.scorecard.focus.after.case_h
    print(
        f"{hour}:00 {periods['evening'].share_within:>24.1%} {saved:>30,.0f} "
        f"{saved - saved_so_far:>20,.0f}"
    )
    saved_so_far = saved
