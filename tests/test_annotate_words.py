"""Words that stand for somebody ("he", "the minister"), and whose words a sentence reports; mentions marked by hand."""

from __future__ import annotations

import pytest
from marked import document, marked

from kg.annotate.anaphora import Known, stand_ins
from kg.annotate.names import group
from kg.annotate.sentences import split
from kg.annotate.speakers import speaker


def meant(text: str, **titles: list[str]) -> dict[str, str]:
    """What each stand-in of a text means; `titles` are those of the people, by surname."""
    plain, mentions = marked(text)
    people = group(plain, [m for m in mentions if m.kind != "ROLE"])
    by_name = {entity.label.split()[-1].lower(): entity for entity in people}
    known = {by_name[name].id: Known(tuple(said), frozenset()) for name, said in titles.items()}
    label = {entity.id: entity.label for entity in people}
    found = stand_ins(plain, split(plain), people, [m for m in mentions if m.kind == "ROLE"], known)
    return {m.span.of(plain): label[who] for m, who in sorted(found.items())}


class TestPronouns:
    def test_means_the_person_named_before(self) -> None:
        assert meant("[PER Ann Lee] came. She left.") == {"She": "Ann Lee"}

    def test_means_the_first_of_the_nearest_sentence(self) -> None:
        text = "[PER Bo Chan] came. [PER Ann Lee] met [PER Cy Dahl]. Then he left."
        assert meant(text) == {"he": "Ann Lee"}

    def test_within_a_sentence_means_the_only_person_before_it(self) -> None:
        assert meant("[PER Ann Lee] said that she would go.") == {"she": "Ann Lee"}

    def test_means_nobody_where_two_are_before_it(self) -> None:
        assert meant("[PER Ann Lee] told [PER Bo Chan] that she would go.") == {}

    def test_does_not_reach_far(self) -> None:
        assert meant("[PER Ann Lee] came. It rained. It rained. It rained. She left.") == {}

    @pytest.mark.parametrize("text", ["He left.", "He left. [PER Ann Lee] came."])
    def test_means_nobody_who_was_not_named(self, text: str) -> None:
        assert meant(text) == {}


class TestTitles:
    def test_means_the_one_who_has_the_title(self) -> None:
        text = "[PER Ann Lee] met [PER Bo Chan]. The minister left."
        assert meant(text, lee=["foreign minister"], chan=["president"]) == {"The minister": "Ann Lee"}

    def test_means_nobody_where_two_have_it(self) -> None:
        text = "[PER Ann Lee] met [PER Bo Chan]. The minister left."
        assert meant(text, lee=["foreign minister"], chan=["prime minister"]) == {}

    def test_is_no_stand_in_before_a_name(self) -> None:
        assert meant("[PER Ann Lee] came. The minister [PER Bo Chan] left.", lee=["minister"]) == {}

    def test_means_nobody_who_was_not_named_before(self) -> None:
        assert meant("The minister left. [PER Ann Lee] came.", lee=["minister"]) == {}


class TestSpeakers:
    @pytest.mark.parametrize(
        "text",
        [
            "[PER Ann Lee] said that [PER Bo Chan] left.",
            "[PER Ann Lee] later said that he left.",
            "“[PER Bo Chan] has left,” said [PER Ann Lee].",
            "[PER Bo Chan] has left, [PER Ann Lee] told reporters.",
            "[PER Bo Chan] has left, according to [PER Ann Lee].",
            "According to [PER Ann Lee], [PER Bo Chan] has left.",
        ],
    )
    def test_is_the_one_who_says_it(self, text: str) -> None:
        said = document(text)
        who = speaker(said, 0)
        assert who is not None
        assert said.by_id[who].label == "Ann Lee"

    @pytest.mark.parametrize(
        "text", ["[PER Ann Lee] met [PER Bo Chan].", "An official said that [PER Ann Lee] left.", "It rained."]
    )
    def test_is_nobody_without_a_name(self, text: str) -> None:
        assert speaker(document(text), 0) is None

    def test_can_be_a_body_or_a_country(self) -> None:
        said = document("The [ORG Foreign Ministry] announced that [PER Ann Lee] left.")
        assert said.by_id[speaker(said, 0) or ""].label == "Foreign Ministry"
