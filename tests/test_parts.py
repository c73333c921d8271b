"""What rag/parts.py offers to leave out, as it shows in a shortened sentence."""

import pytest

from tests.marked import check_shortened, check_whole

# Each sentence with the words that answer in brackets of its own, what is asked, what is left.
SHORTENED = {
    "a relative clause before the next main clause": (
        "The port was <Ana Lim>’s, who came from Rio to Macau, and Bo Park owned it.",
        "Whose was the port?",
        "The port was <Ana Lim>’s …, and Bo Park owned it.",
    ),
    "an apposition between a name and its verb": (
        "Nanjing Museum, formerly known as the National Central Museum, is the oldest"
        " one in <China>.",
        "Where is Nanjing Museum?",
        "Nanjing Museum … is the oldest one in <China>.",
    ),
    "an apposition in the middle of a predicate": (
        "The council gave the prize to Ana Lim, a tall captain of ferries, in <May>.",
        "When did Ana Lim get the prize?",
        "The council gave the prize to Ana Lim … in <May>.",
    ),
    "an apposition at the end": (
        "The troops landed <two days later> near Perth Amboy, a small town of quiet fishermen.",
        "When did the troops land?",
        "The troops landed <two days later> near Perth Amboy …",
    ),
    "a clause of the sentence before, which says who": (
        "Ana Lim left the camp, which was quite cold. She died of fever in <May>.",
        "When did Ana Lim die?",
        "Ana Lim left the camp … She died of fever in <May>.",
    ),
    "a participle at the start": (
        "Accredited by the regional board for chemistry, law, and medicine, the college"
        " offers <145> programs.",
        "How many programs does the college offer?",
        "… the college offers <145> programs.",
    ),
    "a cause at the start": (
        "Because of the long and bitter strike, the town of Macau lost <40> flights.",
        "How many flights did Macau lose?",
        "… the town of Macau lost <40> flights.",
    ),
    "a second main clause": (
        "The queen opened the <harbour>, and the duke was fond of the people of the town.",
        "What did the queen open?",
        "The queen opened the <harbour> …",
    ),
    "a second main clause without a comma": (
        "The queen opened the long <harbour> and the duke was fond of the people there.",
        "What did the queen open?",
        "The queen opened the long <harbour> …",
    ),
    "a first main clause": (
        "The duke was fond of horses, and the owners of Perth Amboy were <Scottish> peers.",
        "What were the owners of Perth Amboy?",
        "… the owners of Perth Amboy were <Scottish> peers.",
    ),
    "a second predicate": (
        "The company was founded in <Macau> by Ana Lim and built a port for the ferries.",
        "Where was the company founded?",
        "The company was founded in <Macau> by Ana Lim …",
    ),
    "a cause at the end": (
        "The ferry was sold to <Bo Park> because the owners had little use for it.",
        "Who bought the ferry?",
        "The ferry was sold to <Bo Park> …",
    ),
    "what the same word opens again": (
        "The city is known for <its bridges> and for the many parks along the river.",
        "What is the city known for?",
        "The city is known for <its bridges> …",
    ),
    "what stands between dashes": (
        "The strategic alliance between the cities — both among the most important ports"
        " — was signed in <May>.",
        "When was the alliance signed?",
        "The strategic alliance between the cities … was signed in <May>.",
    ),
    "what a colon introduces": (
        "The city is home to <five> schools of medicine: Drexel, Perelman, Temple,"
        " Jefferson and Hahnemann.",
        "How many schools of medicine has the city?",
        "The city is home to <five> schools of medicine …",
    ),
    "items in the middle of a list": (
        "The partners were <China>, Mexico, Guyana, Jamaica, Haiti, India, Russia, Peru,"
        " Chile, and Cuba.",
        "Who were the partners?",
        "The partners were <China>, Mexico …, and Cuba.",
    ),
    "items before the one that answers": (
        "The partners were China, Mexico, Guyana, Jamaica, Haiti, India, <Russia>, Peru,"
        " Chile, and Cuba.",
        "Who were the partners?",
        "The partners were China …, <Russia>, Peru, Chile, and Cuba.",
    ),
}
KEPT_WHOLE = {  # a cut would change what the rest says, or break it
    "a denial that reaches over an and": (
        "Lee denied that the port was sold to <Bo Park>, and that the money was lost.",
        "To whom was the port sold?",
    ),
    "a denial that reaches over two predicates": (
        "The bank never lent the money to <Bo Park> and called the police to the office.",
        "To whom was the money lent?",
    ),
    "not only, but also": (
        "The city is not only the seat of <the court>, but also the home of two banks.",
        "What has its seat in the city?",
    ),
    "neither, nor": (
        "Neither the mayor of <Macau>, nor the owners of the port, was asked about the sale.",
        "Who was not asked?",
    ),
    "only, as well as": (
        "The device is supported only by <new> interfaces of the port, as well as by old ones.",
        "By which interfaces is the device supported?",
    ),
    "a comparative in two halves": (
        "The more rapid <the growth> or the wider the rings, the heavier, harder and"
        " stiffer the wood.",
        "What should be more rapid?",
    ),
    "a time at the start": (
        "While the harbour was closed for most of the year, <Macau> sold more ships than before.",
        "Who sold more ships?",
    ),
    "a place that limits": (
        "In some of the districts in the north of the country, beer is sold <at night>.",
        "When is beer sold?",
    ),
    "what must come first": (
        "The grant must be paid to <every farm>, which is due after the harvest is in.",
        "Who must get the grant?",
    ),
    "the main verb after a long subject": (
        "German reunification in <1990>, in which the East joined, resulted in the"
        " addition of five states.",
        "When was reunification?",
    ),
    "the second of two subjects": (
        "The church grew <stronger> and its literature and theology would gain a much"
        " higher profile.",
        "What did the church become?",
    ),
    "a clause before the main one": (
        "According to the geologist <Stefan Schmid>, because the West was older, two"
        " areas show great differences.",
        "Who is the geologist?",
    ),
    "whom the next sentence means by he": (
        "The king left the camp, which was led by Bo Park. He died of fever in <May>.",
        "When did he die?",
    ),
    "a main verb behind a clause that an and joins": (
        "Its great fame, since <2002>, which grew as it moved and as it won, came under doubt.",
        "Since when was it famous?",
    ),
    "respectively": (
        "The prizes went to <Ana>, Bo, Cy, Di, Ed, Flo, and Gus, respectively.",
        "Who got the prizes?",
    ),
    "the same as": (
        "The stone has the same response <in one direction>, as it has in the other.",
        "In which direction has the stone a response?",
    ),
    "what the next sentence means by this": (
        "The king left the camp, which was led by a duke. This made them <famous> everywhere.",
        "What did this make them?",
    ),
    "reported speech behind a first clause": (
        "The judges found that the bridge was safe, and the Rio Tunnel was closed in <May>.",
        "When was the tunnel closed?",
    ),
    "what goes on behind an example": (
        "The bacteria changed <the compounds>, such as the sulphide of hydrogen, into"
        " pure energy for them.",
        "What did the bacteria change?",
    ),
    "what a verb still lacks": (
        "The <1990> map of the coast contains, where the lake lay, a slope of wood.",
        "When was the map made?",
    ),
    "a subject that is a list": (
        "The <discoveries> of new forms, the revival of old ones, and the rise of cinema"
        " made life hard.",
        "What made life hard?",
    ),
    "the last two of a list": (
        "<In 1918> the law hung on the will of the Russian Empire, the Kingdom of Prussia or Rome.",
        "When did it hang on that?",
    ),
    "a doubt between dashes": (
        "The chapel was to be built with eighteen — or possibly seventeen — bays in <stone>.",
        "Of what was the chapel to be built?",
    ),
    "commas inside a quotation": (
        "The pact “of May, which all of us had wished for, was old” was signed in <Rio>.",
        "Where was the pact signed?",
    ),
    "a year in the cause": (
        "Because of the strike of 1997 in the port, the town of Macau lost <40> flights.",
        "How many flights did it lose?",
    ),
    "all of them, behind a cause": (
        "Because of the long and bitter strike, all of Macau lost <40> flights to Rio.",
        "How many flights were lost?",
    ),
    "a pronoun behind a first clause": (
        "The duke was fond of the horses, and Perth Amboy gave him the <Scottish> cup.",
        "Which cup was it?",
    ),
    "an item behind an example": (
        "They hired <Van Braam> of Rio, including Gist, and several Mingo of the north coast.",
        "Whom did they hire?",
    ),
    "what a preposition still lacks": (
        "Rio led the way <in May> with nine wins against; Peru, Chile, Cuba and Bolivia.",
        "When did Rio lead?",
    ),
}


@pytest.mark.parametrize("name", SHORTENED)
def test_a_part_gives_way(name: str) -> None:
    check_shortened(*SHORTENED[name])


@pytest.mark.parametrize("name", KEPT_WHOLE)
def test_a_part_stays_where_the_rest_needs_it(name: str) -> None:
    check_whole(*KEPT_WHOLE[name])
