"""A commented scenario to start from."""

from __future__ import annotations

import json
import re
from typing import Final

_NOT_IN_YAML: Final = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")


def new_scenario(
    name_zh: str, name_en: str, study: str | None = None, extends: str | None = None
) -> str:
    """Return the text of a valid scenario that changes nothing yet, with examples in comments.

    It needs a study folder, or a scenario file to extend (or both); both paths as they are to be
    written in the file. Raises ValueError where neither is given.
    """
    if study is None and extends is None:
        raise ValueError("a scenario needs a study or a scenario to extend")
    base = []
    if extends is not None:
        base.append(
            f"extends: {_quoted(extends)}  # 以这个方案为基础 the scenario this one changes"
        )
    if study is not None:
        base.append(f"study: {_quoted(study)}  # 研究数据文件夹 folder with study.yaml")
    return _TEMPLATE.format(
        base="\n".join(base), zh=_quoted(name_zh), en=_quoted(name_en)
    )  # fmt: skip


def _quoted(text: str) -> str:
    """Return a text in YAML's double quotes, with everything that YAML cannot hold escaped."""
    quoted = json.dumps(text, ensure_ascii=False)
    return _NOT_IN_YAML.sub(lambda match: f"\\u{ord(match.group()):04x}", quoted)


_TEMPLATE: Final = """\
# yaml-language-server: $schema=../planner.schema.json
# 方案文件。# 之后是说明；去掉 # 即生效。缩进用空格，冒号和逗号用英文标点。
# A scenario. Words after # are comments; remove the # to use a line. Indent with spaces.
{base}
name: {{zh: {zh}, en: {en}}}
# description: {{zh: 一两句话的说明, en: What it is about}}

# 居民怎样前往服务点。How residents get to the sites.
# travel:
#   mode: drive            # drive 驾车 | cycle 骑行 | walk 步行
#   ferries: false         # 可否乘轮渡 may ferries be used

# 举措，按顺序执行。The changes, in this order.
# measures:
#   - extend_services:     # 让已有服务点增加可办事项 existing sites handle more services
#       services: high_frequency
#       to: [station_01, station_02]
#   - open_sites:          # 新设服务点 new sites
#       kind: postal_agent
#       sites:
#         - {{id: agent_01, name: {{zh: 一号代办点, en: Agent 1}}, lon: 109.98, lat: 39.81}}
#   - set_hours:           # 改开放时间：Mo 到 Su 是周一到周日，PH 是节假日 opening hours
#       sites: {{kind: police_station}}
#       hours: "Mo-Fr 08:30-20:00; Sa 09:00-13:00; PH off"
#   - deliver_by_mail:     # 邮寄：back 只寄结果，both 申请也寄 back: the result; both: the form too
#       services: high_frequency
#       ways: back
#       uptake: 30 %
# 其余举措见 docs/reference.zh.md。The other measures are in docs/reference.md.

# 目标：多少比例的居民在多长时间或距离之内。Targets.
# standards:
#   - {{within: 30 min, residents: 90 %}}
"""
