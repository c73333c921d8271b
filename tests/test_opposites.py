"""Words of a question whose opposite is said: in news as in histories."""

import pytest

from rag.premise.opposites import opposed


@pytest.mark.parametrize(
    ("question", "sentence", "found"),
    [
        ("Why did the court overturn the charge?", "The court upheld the charge.", "upheld"),
        ("Why did exports slow in July?", "Exports accelerated in July.", "accelerated"),
        ("Why did the council veto the plan?", "The council approved it.", "approved"),
        ("How much did rents drop?", "Rents rose by 3 per cent.", "rose"),
        ("Why did exports decline?", "Exports grew by 3 per cent.", "grew"),
        ("When did they cut fares?", "They raised fares in May.", "raised"),
        # In another sense, of another thing, or said as well, it is no opposite.
        ("Who cut jobs?", "The firm raised money.", None),
        ("Why did exports grow?", "Lee declined to comment on exports.", None),
        ("How much did rents drop?", "Rents rose, and then they dropped.", None),
        ("How much did rents rise?", "Rents rose by 3 per cent.", None),
        ("When did the bomber drop the bomb?", "It let go of the bomb and a cloud rose.", None),
        ("When did classes resume?", "Classes, suspended in March, began again in May.", None),
        ("When did Berlin fall?", "Soldiers climbed the Reichstag.", None),
        ("Who dropped out of the race?", "Kim rose in the polls.", None),
        ("Where did the bus plunge?", "A surge of water threw the bus.", None),
        ("Why did exports slow?", "Exports cooled; imports accelerated.", None),
        ("Who approved the budget?", "Lee vetoed the treaty.", None),
        ("Who opposed the tax?", "Lee supported it despite wide opposition.", None),
        ("Why were ten states excluded?", "Ten states were not included for want of data.", None),
        ("Why were ten states excluded?", "Ten states were included.", "included"),
        ("What is the largest city in South Carolina?", "North Charleston is.", None),
        ("What lies in the south of Mali?", "Sand lies in the north of Mali.", "north"),
        ("How did sales decrease?", "Discs are increasingly replaced as sales drop.", None),
        ("When does the war end?", "The war begins with one, but does not end there.", None),
    ],
)
def test_an_opposite_is_found_where_it_is_one(
    question: str, sentence: str, found: str | None
) -> None:
    others = [other for _, other, _ in opposed(question, sentence, near=sentence)]
    assert others == ([found] if found else [])
