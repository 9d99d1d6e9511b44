"""Every file of scenarios_bad/ is named after its fault and gets exactly the faults listed here."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.errors import ScenarioError, Severity
from planner.scenario.load import load_scenario

TESTS = Path(__file__).parents[1]
BAD = TESTS / "scenarios_bad"
GOLDEN = TESTS / "golden" / "scenario_errors.txt"

EXPECTED: dict[str, tuple[tuple[str, int, int], ...]] = {
    "alias_of_itself": (("yaml_unknown_alias", 3, 15),),
    "anchor_bomb": (("yaml_too_many_repeats", 8, 8),),
    "backslash_in_quotes": (("yaml_backslash", 2, 11),),
    "catchment_decay": (("one_of", 3, 35),),
    "choose_among_for_new_sites": (("misplaced_key", 6, 26),),
    "choose_and_never": (("contradiction", 6, 99),),
    "choose_and_must_include": (("locked_beyond_limit", 6, 69),),
    "choose_capacity_of_worst_time": (("misplaced_key", 6, 68),),
    "choose_cutoff_missing": (("misplaced_key", 4, 36),),
    "choose_misspelt": (("missing_key", 4, 36), ("unknown_key", 4, 52), ("unknown_choice", 4, 85)),
    "choose_unlimited": (("one_of", 4, 36),),
    "choose_where_nobody_travels": (("cannot_choose_here", 4, 19),),
    "choose_without_candidates": (("one_of", 4, 50),),
    "choose_without_goal": (("one_of", 4, 36),),
    "collection_true": (("unknown_choice", 4, 46),),
    "colon_in_text": (("yaml_colon_in_text", 2, 14),),
    "comma_in_text": (("comma_in_text", 2, 31),),
    "control_character": (("yaml_unprintable", 2, 8),),
    "cost_empty": (("one_of", 7, 7),),
    "counter_time_at_sites": (("not_supported", 4, 50),),
    "counter_time_twice": (("one_of", 4, 5),),
    "delegate_from_missing": (("missing_key", 4, 5),),
    "distance_zero": (("out_of_range", 4, 23),),
    "duplicate_key": (("yaml_duplicate_key", 5, 3),),
    "empty_file": (("file_empty", 1, 1),),
    "empty_value": (("empty_value", 3, 1),),
    "extends_broken": (("unknown_choice", 2, 16), ("yaml_tab", 4, 1), ("yaml_tab", 5, 1)),
    "extends_circle_a": (("extends_cycle", 1, 10),),
    "extends_circle_b": (("extends_cycle", 1, 10),),
    "extends_folder": (("file_missing", 1, 10),),
    "extends_itself": (("extends_cycle", 1, 10),),
    "extends_list": (("extends_not_a_file", 1, 10),),
    "extends_missing": (("file_missing", 1, 10),),
    "extra_bracket": (("yaml_extra_bracket", 3, 11),),
    "factor_above_one": (("out_of_range", 4, 19),),
    "gbk": (("file_encoding", 2, 7),),
    "hours_unreadable": (("hours_unreadable", 4, 36),),
    "huge_number": (("yaml_not_a_number", 3, 28),),
    "indented_too_far": (("yaml_indentation", 2, 3),),
    "infinity": (("yaml_not_a_number", 3, 28),),
    "key_not_text": (("yaml_key_not_text", 4, 5),),
    "kind_with_space": (("bad_word", 5, 13),),
    "lifetime_zero": (("out_of_range", 3, 25),),
    "list_misaligned": (("yaml_indentation", 5, 3),),
    "lon_lat_swapped": (("out_of_range", 7, 44),),
    "lon_out_of_range": (("out_of_range", 7, 33),),
    "mail_way_unknown": (("unknown_choice", 4, 42),),
    "many_faults": (
        ("unknown_choice", 4, 9),
        ("unknown_key", 5, 16),
        ("out_of_range", 5, 35),
        ("quantity_without_unit", 6, 23),
        ("wrong_type", 7, 12),
        ("unknown_measure", 9, 5),
        ("duplicate_value", 11, 21),
        ("wrong_type", 12, 17),
        ("out_of_range", 16, 46),
        ("unknown_key", 16, 53),
        ("quantity_unreadable", 18, 14),
        ("quantity_without_unit", 18, 30),
        ("missing_key", 19, 5),
        ("empty_value", 20, 1),
    ),
    "measure_content_not_indented": (("measure_shape", 5, 5),),
    "measure_without_content": (("measure_shape", 4, 5),),
    "measures_not_list": (("wrong_type", 3, 1),),
    "merge_key": (("yaml_merge_key", 4, 3),),
    "missing_colon": (("yaml_missing_colon", 2, 1),),
    "name_blank": (("empty_text", 2, 12),),
    "name_missing": (("missing_key", 1, 1),),
    "name_without_words": (("empty_text", 2, 1),),
    "nan": (("yaml_not_a_number", 3, 26),),
    "new_sites_table_missing": (("file_missing", 4, 41),),
    "new_sites_twice": (("one_of", 6, 7),),
    "no_space_after_colon": (("yaml_space_after_colon", 1, 5),),
    "no_unit": (("quantity_without_unit", 4, 23),),
    "no_unit_in_quotes": (("quantity_without_unit", 4, 23),),
    "not_text": (("file_encoding", 1, 1),),
    "number_for_text": (("wrong_type", 2, 7),),
    "number_in_quotes": (("wrong_type", 4, 19),),
    "open_bracket": (("yaml_open_bracket", 3, 9),),
    "open_quote": (("yaml_open_quote", 2, 7),),
    "rate_range": (("range_excludes_value", 3, 43),),
    "rate_with_unit": (("wrong_type", 3, 26),),
    "reduce_to_and_by": (("one_of", 4, 41),),
    "reserved_character": (("yaml_reserved_character", 2, 7),),
    "service_blank": (("bad_word", 4, 39),),
    "service_repeated": (("duplicate_value", 4, 40),),
    "services_empty": (("empty_list", 4, 23),),
    "share_above_one": (("out_of_range", 4, 33),),
    "share_without_percent": (("quantity_without_unit", 4, 33),),
    "site_id_in_two_measures": (("duplicate_value", 5, 40),),
    "site_id_repeated": (("duplicate_value", 8, 16),),
    "sites_empty": (("empty_list", 4, 27),),
    "speed_of_a_car_on_foot": (("out_of_range", 5, 35),),
    "speed_too_high": (("out_of_range", 4, 21),),
    "speed_zero": (("out_of_range", 4, 23),),
    "standard_incomplete": (("missing_key", 4, 5),),
    "standards_not_list": (("wrong_type", 3, 1),),
    "stop_without_hours": (("missing_key", 5, 49),),
    "study_file_missing": (("study_file_missing", 2, 8),),
    "study_folder_missing": (("folder_missing", 2, 8),),
    "study_missing": (("missing_key", 1, 1),),
    "tab_indentation": (("yaml_tab", 4, 1), ("yaml_tab", 5, 1)),
    "tag": (("yaml_tag", 2, 7),),
    "team_base_incomplete": (("one_of", 4, 53),),
    "team_without_area": (("one_of", 4, 5),),
    "text_after_quote": (("yaml_indentation", 2, 11),),
    "time_for_distance": (("quantity_unit", 4, 18),),
    "to_both": (("one_of", 6, 7),),
    "to_nothing": (("one_of", 6, 7),),
    "to_number": (("wrong_type", 6, 12),),
    "too_deep": (("yaml_too_deep", 3, 50),),
    "top_is_list": (("file_not_mapping", 1, 1),),
    "top_is_text": (("file_not_mapping", 1, 1),),
    "two_documents": (("yaml_many_documents", 3, 1),),
    "units_of_named_sites": (("misplaced_key", 4, 39),),
    "unknown_alias": (("yaml_unknown_alias", 3, 9),),
    "unknown_key": (("unknown_key", 3, 1),),
    "unknown_measure": (("unknown_measure", 4, 5),),
    "unknown_mode": (("unknown_choice", 4, 9),),
    "unknown_nested_key": (("unknown_key", 5, 3),),
    "unknown_road_class": (("unknown_key", 4, 16),),
    "unknown_unit": (("quantity_unit", 4, 23),),
    "utf16": (("file_encoding", 1, 1),),
    "wide_colon": (("yaml_wide_punctuation", 1, 5),),
    "wide_colon_before_bracket": (("yaml_wide_punctuation", 4, 14),),
    "wide_comma": (("yaml_wide_punctuation", 1, 14),),
    "windows_not_said": (("one_of", 4, 5),),
    "withdraw_from_nowhere": (("missing_key", 4, 5),),
    "within_unreadable": (("quantity_unreadable", 4, 14),),
    "yes_for_true": (("wrong_type", 4, 12),),
}


def faults_of(path: Path) -> ScenarioError:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path)
    return caught.value


def test_every_bad_file_is_listed() -> None:
    assert sorted(path.stem for path in BAD.glob("*.yaml")) == sorted(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_bad_file_gets_exactly_its_faults(name: str) -> None:
    issues = faults_of(BAD / f"{name}.yaml").issues
    found = tuple((issue.code, issue.where.line, issue.where.column) for issue in issues)
    assert found == EXPECTED[name]


@pytest.mark.parametrize("name", EXPECTED)
def test_every_fault_shows_its_line_and_speaks_both_languages(name: str) -> None:
    for issue in faults_of(BAD / f"{name}.yaml").issues:
        assert issue.severity is Severity.ERROR
        assert issue.where.file.endswith(".yaml")
        assert issue.where.column is not None
        if name == "utf16":
            continue
        assert issue.where.excerpt
        # The caret stays within the line.
        assert 1 <= issue.where.column <= len(issue.where.excerpt) + 1
        assert issue.where.column + issue.where.width - 1 <= max(1, len(issue.where.excerpt))
        for text in (issue.message, issue.remedy):
            assert any("\u4e00" <= char <= "\u9fff" for char in text.zh)
            assert text.en != text.zh
            assert any("a" <= char <= "z" for char in text.en)


def test_faults_are_rendered_as_in_the_golden_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(BAD)
    assert str(faults_of(Path("many_faults.yaml"))) + "\n" == GOLDEN.read_text("utf-8")
