"""Tell which villages gain most when five police stations handle 99 services.

python scenarios/who_gains_in_ordos.py
"""

from pathlib import Path

import planner

N_VILLAGES = 10
LEAST_MIN = 0.1  # below six seconds nobody gains
HERE = Path(__file__).parent

result = planner.run(HERE / "ordos-99-to-5.yaml")
frames = planner.frames(result)
villages = frames.residents.assign(
    saved_min=lambda frame: frame["before_min"] - frame["after_min"],
    saved_person_min=lambda frame: frame["saved_min"] * frame["people"],
)
gaining = villages[villages["saved_min"] >= LEAST_MIN]
share = gaining["people"].sum() / villages["people"].sum()
print(f"{result.name.en}: shorter trips for {share:.1%} of all residents")

names = frames.units["name_en"]
print(f"\nThe {N_VILLAGES} places that gain most, all residents together, minutes one way:")
for _, village in gaining.nlargest(N_VILLAGES, "saved_person_min").iterrows():
    print(
        f"  {village['name']} ({names.get(village['unit'], '-')}), "
        f"{village['people']:,.0f} people: "
        f"{village['before_min']:.0f} -> {village['after_min']:.0f} at {village['after_site']}"
    )

print("\nBy banner, share of residents whose trips get shorter:")
by_unit = gaining.groupby("unit")["people"].sum() / villages.groupby("unit")["people"].sum()
for code, part in by_unit.dropna().sort_values(ascending=False).items():
    print(f"  {names[code]}: {part:.1%}")
