"""What is plainly another kind of thing than is asked for is no answer: a length for a speed, a place for a person."""

import pytest

from index.splitting import Span, sentences
from rag.dimensions import mismeasures
from rag.misfits import misfit, no_count, no_time, says_nothing
from rag.offices import leads_another
from rag.persons import no_person
from rag.quantities import miscounts
from rag.questions import parse
from rag.spans import which
from rag.unlike import denied_time, only_a_change, the_whole, unlike


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("How fast does Lark-1 travel around the Earth?", "540 kilometres."),
        ("How old is the owner of Lighthouse Bank?", "350,000 crowns was granted in 2019"),
        ("How much strike pay did the members get per day?", "6.5 percent more"),
        ("How much did the election cost?", "42 kilometres"),
        ("How much did the election cost?", "five in the first quarter"),
        ("How much does the mission cost a year?", "2018."),
        ("The storm caused how much in damages?", "38,000 people"),
        ("How tall is the tower?", "12 million euros"),
        ("For what sum is Lark-1 insured?", "241 kilograms"),
        ("When was the tower built?", "12 million euros"),
        ("How tall is Cape Ruell?", "540 kilometres above the Earth"),
        ("What share of the soldiers are American?", "16,000 soldiers"),
        ("What percentage of voters stayed at home?", "12 million euros"),
    ],
)
def test_a_number_with_another_unit_is_no_answer(question: str, told: str) -> None:
    assert mismeasures(question, told)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("How fast does Lark-1 travel around the Earth?", "28,000 km/h"),
        ("How fast does Lark-1 travel around the Earth?", "Mach 25"),
        ("How old is the owner?", "47"),
        ("How old is the owner?", "47-year-old"),
        ("How long is the bridge?", "1,400 metres"),
        ("How long did the repairs take?", "three weeks"),
        ("How much did pay rise?", "6.5 percent"),
        ("How much did the bridge cost?", "350,000 dubloons"),
        ("How much did the bridge cost?", "five million"),
        ("When it opened, how much had the bridge cost?", "12 million euros"),
        ("When was the tower built?", "1911"),
        ("How many people died?", "12 million"),
        ("What share of the soldiers are American?", "half of the 16,000 soldiers"),
        ("What proportion of homes are empty?", "16.7 per cent"),
        ("What fraction of homes are empty?", "one in 250"),
    ],
)
def test_a_number_with_a_fitting_unit_or_none_may_be_one(question: str, told: str) -> None:
    assert not mismeasures(question, told)


@pytest.mark.parametrize(
    ("question", "before", "answer"),
    [
        ("Who is the director of St Adela Hospital?", "St Adela Hospital in ", "Brennick"),
        ("Who drew the bird on Lark-1?", "Lark-1 lifted off from ", "Cape Ruell"),
        (
            "Who commands the Resolute Support Mission?",
            "The transfer to the Resolute Support Mission (",
            "RSM) in Iraq",
        ),
        ("Who leads Daesh?", "They have asked the ", "US administration"),
        ("Who is the defence minister of Iraq?", "The approval indicates ", "Washington"),
        ("What is the name of the European diplomat?", "A diplomat stated: “", "The transfer to NATO"),
    ],
)
def test_a_place_or_a_body_is_no_person(question: str, before: str, answer: str) -> None:
    assert no_person(parse(question), before, answer, ".")


@pytest.mark.parametrize(
    ("question", "before", "answer"),
    [
        ("Who is the director of St Adela Hospital?", "The hospital's director, ", "Ada Roe"),
        ("Who is the director of St Adela Hospital?", "It is led by ", "a surgeon"),
        ("Who won the cup?", "The cup went to ", "Port Sarrin Rovers"),
        ("Who did the painting come from?", "It came from ", "Johanna Welk"),
        ("Where was he born?", "He was born in ", "Brennick"),
        ("What is the name of the man who swam there?", "It was ", "Jonas Welk"),
        ("Who was the first president?", "It was ", "George Washington"),
    ],
)
def test_a_name_may_be_a_persons_and_a_place_may_be_asked_for(question: str, before: str, answer: str) -> None:
    assert not no_person(parse(question), before, answer, ".")


def test_a_piece_of_a_missions_name_is_no_general() -> None:
    asked = parse("Which general commands the mission in Tarn?")
    assert no_person(asked, "Velmora takes part in the ", "Joint Observer", " Mission in Tarn.")
    assert not no_person(asked, "It is led by ", "Ursula Crane", " of Dornland.")


def test_whom_something_was_done_to_or_a_piece_of_that_name_is_no_answer_to_who() -> None:
    assert no_person(parse("Who succeeded Soleimani?"), "the death of General ", "Qasem", " Soleimani, commander")
    assert no_person(parse("Who succeeded General Soleimani?"), "the death of General ", "Qasem Soleimani", ", chief")
    assert not no_person(parse("Who won between Bush and Gore?"), "It was won by ", "George Bush", ", who")
    assert not no_person(parse("Who is Soleimani's wife?"), "he married ", "Ada", " Soleimani in 1990")
    assert not no_person(parse("Who is Soleimani?"), "the death of General ", "Qasem", " Soleimani, commander")


def test_half_of_the_soldiers_is_no_number_of_countries() -> None:
    told = "half of the 16,000 soldiers of the mission"
    assert miscounts("How many countries belong to the coalition?", told)
    assert not miscounts("How many soldiers are American?", told)
    assert miscounts("How many countries belong to the coalition?", "two thirds of the soldiers")


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("How many U.S. troops are in Iraq?", "5,000 soldiers"),
        ("How many people died?", "41 villagers"),
        ("How many people died?", "12 Americans"),
        ("How many people are homeless?", "643,000 sheltered and unsheltered homeless persons"),
        ("How many homes were destroyed?", "3,400 houses"),
        ("How many medals did she win?", "five gold and silver medals"),
        ("How many acres is the park?", "132 urban acres"),
    ],
)
def test_what_is_counted_may_go_by_other_words(question: str, told: str) -> None:
    assert not miscounts(question, told)


def test_people_are_no_bridges_whoever_they_are() -> None:
    assert miscounts("How many people died?", "nine bridges")
    assert miscounts("How many U.S. people died?", "62 kilometres of road")


def test_a_number_behind_an_answer_without_any_is_not_the_answers() -> None:
    text = "He went twice, and his 9 dogs once."
    assert not misfit(parse("How many times did he go?"), text, Span(8, 13), Span(0, len(text)))


def test_a_percentage_of_what_is_counted_may_tell_how_many() -> None:
    assert not miscounts("How many voters stayed at home?", "about 10 percent of the voters")
    assert not miscounts("How many voters stayed at home?", "10 percent of voters in the north")
    assert miscounts("How many seats has the party won?", "38 percent and its rival at 33 percent")


@pytest.mark.parametrize(
    ("answer", "none"), [("month", True), ("Karrow", True), ("twice", False), ("42", False), ("a dozen times", False)]
)
def test_what_counts_nothing_is_no_answer_to_how_many(answer: str, none: bool) -> None:
    assert no_count("How many times was the opening put off?", answer) is none
    assert not no_count("What was put off?", answer)


@pytest.mark.parametrize(
    ("answer", "nothing"),
    [("More", True), ("also", True), ("most", False), ("None", False), ("above", False), ("more time", False)],
)
def test_words_that_stand_everywhere_are_no_answer(answer: str, nothing: bool) -> None:
    assert says_nothing(answer) is nothing


@pytest.mark.parametrize(
    ("answer", "none"),
    [("KFOR", True), ("Iraq", True), ("1999", False), ("after WWII", False), ("the Cold War", False), ("May", False)],
)
def test_an_abbreviation_or_a_country_is_no_answer_to_when(answer: str, none: bool) -> None:
    assert no_time("When was the Kosovo Force founded?", answer) is none
    assert not no_time("What did Serbia fight?", answer)


def test_what_cannot_be_meant_is_told_by_its_place_in_the_passage() -> None:
    text = "It began in 1999. The US troops account for half of the 16,000 soldiers of the RSM."
    start = text.index("half")
    place, sentence = Span(start, start + len("half of the 16,000")), sentences(text)[1]
    assert misfit(parse("How many countries belong to the RSM?"), text, place, sentence)
    assert not misfit(parse("How many US troops serve in the RSM?"), text, place, sentence)


def test_whom_a_caption_credits_answers_only_questions_about_the_picture() -> None:
    text = "General view of the hall [Ada Roe / Sarrin Agency]"
    place, sentence = Span(26, 33), Span(0, len(text))
    assert misfit(parse("Who is the commander of the mission in 2020?"), text, place, sentence)
    assert not misfit(parse("Who took the photograph of the hall?"), text, place, sentence)
    assert not misfit(parse("Who is in the hall?"), "In the hall is Ada Roe (with her dog).", Span(15, 22), Span(0, 38))


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("What event is being held in Munich?", "Friday"),
        ("Which city did the ministers meet in?", "13 February 2020"),
        ("Who opened the bridge?", "June 2023"),
        ("How long did the meeting last?", "February 13, 2020"),
        ("How strong is the Kosovo Force?", "KFOR"),
        ("Who is Anja Roth?", "Helena Marsk"),
        ("Who was Samir Toll?", "Arvenia"),
        ("In which year did Velder get the loan?", "November"),
        ("At what time did the burglars break in?", "Saturday"),
        ("Which two parties formed the coalition?", "Helena Marsk"),
        ("Which court banned the strike?", "Transport Minister Irena Kolb"),
    ],
)
def test_a_day_for_a_thing_a_name_for_a_size_one_for_two_and_a_person_for_a_court_are_no_answers(
    question: str, answer: str
) -> None:
    assert unlike(question, answer)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("On which day is the event held?", "Friday"),
        ("What is the date of the meeting?", "13 February 2020"),
        ("How long ago did they meet?", "February 2020"),
        ("How long has it been there?", "since 2018"),
        ("How strong is the force?", "Five Battalions"),
        ("Who is Anja Roth?", "Finance Minister"),
        ("Who is Anja Roth?", "the successor of Tomas Velder"),
        ("Who is the finance minister?", "Anja Roth"),
        ("Who was Guy's Rival?", "Conrad of Montferrat"),
        ("Which play won?", "Saturday Night"),
        ("In which year did he get the loan?", "two years before the election"),
        ("At what time of year is the fair?", "August"),
        ("At what time did they break in?", "4:45 am"),
        ("Which two parties formed the coalition?", "Civic Alliance and Green Coast"),
        ("Which minister banned the strike?", "Transport Minister Irena Kolb"),
    ],
)
def test_what_looks_like_what_is_asked_for_may_be_one(question: str, answer: str) -> None:
    assert not unlike(question, answer)


def test_who_leads_something_is_not_told_by_an_office_of_something_else() -> None:
    assert leads_another("Who leads NATO?", "Spanish defence minister, Margarita Robles")
    assert leads_another("Who currently heads the RSM?", "Ada Roe, mayor of Lyon")
    for fitting in ("Margarita Robles", "NATO secretary-general Ada Roe", "former Spanish minister, Javier Solana"):
        assert not leads_another("Who leads NATO?", fitting)


def test_whom_something_was_done_to_did_not_do_it_whatever_else_is_told_of_him() -> None:
    asked = parse("Who killed Qasem Soleimani?")
    assert no_person(asked, "the death of General ", "Qasem Soleimani, commander of the Quds Force", ", in January")
    assert not no_person(asked, "he was killed by ", "Ada Roe, a sergeant", ".")


def test_of_which_force_the_force_is_told_and_not_its_commander() -> None:
    assert (
        which("Which force did Soleimani lead?", "General Qasem Soleimani, commander of the Quds Force") == "Quds Force"
    )
    assert which("Who led the Quds Force?", "Qasem Soleimani, commander of it") == "Qasem Soleimani, commander of it"


def test_when_something_did_not_happen_is_not_when_it_did() -> None:
    assert denied_time("When will the bridge open?", "The bridge will not open ")
    assert denied_time("When did they meet?", "They didn't meet on ")
    assert not denied_time("When did it resume?", "It did not resume until ")
    assert not denied_time("When will the bridge not open?", "The bridge will not open ")
    assert not denied_time("What will not open?", "It will not open ")


def test_how_many_there_are_is_not_how_many_of_them_are_so() -> None:
    assert the_whole("How many piers are finished?", "So far 15 of the ", " piers have been finished.")
    assert not the_whole("How many piers are finished?", "So far ", " of the 22 piers have been finished.")
    assert not the_whole("How many piers does it have?", "So far 15 of the ", " piers have been finished.")
    rsm = "The US troops account for half of the ", " soldiers affiliated with the RSM."
    assert not the_whole("How many soldiers are affiliated with the RSM?", *rsm)


def test_by_how_much_something_changed_is_not_how_high_it_is() -> None:
    assert only_a_change("What was the record average price for a gallon?", "Gas prices have tumbled by ")
    assert only_a_change("How high is the average price?", "The average price per gallon increased ")
    assert not only_a_change("How much has the average price increased?", "The average price per gallon increased ")
    assert not only_a_change("What is the average price?", "The average price has climbed to ")
