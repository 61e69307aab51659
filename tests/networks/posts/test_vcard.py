"""A post's vCard: RFC 6350 to the letter, the same facts as the page, nothing of people who left."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from networks.models import Post, PostContact
from networks.posts.vcard import fold, text, uid
from tests import factories as make

pytestmark = pytest.mark.django_db

ONCE = {"VERSION", "PRODID", "UID", "KIND", "N", "REV"}


def parse(data):
    """A vCard as [(property, {parameter: value}, value)]; raises AssertionError for what RFC 6350 forbids."""
    assert data.endswith(b"\r\n")
    lines = data[:-2].split(b"\r\n")
    assert all(len(line) <= 75 and b"\r" not in line and b"\n" not in line for line in lines)
    whole = []
    for line in lines:
        line.decode()  # no character is cut
        if line.startswith(b" "):
            whole[-1] += line[1:].decode()
        else:
            whole.append(line.decode())
    assert whole[:2] == ["BEGIN:VCARD", "VERSION:4.0"]
    assert whole[-1] == "END:VCARD"
    found = []
    for line in whole[1:-1]:
        name, parameters, value = re.fullmatch(r'([A-Z]+)((?:;[A-Z]+=(?:"[^"]*"|[^;:",]*))*):(.*)', line).groups()
        found.append((name, dict(re.findall(r';([A-Z]+)=("[^"]*"|[^;:",]*)', parameters)), value))
    names = [name for name, _parameters, _value in found]
    assert names.count("FN") == 1
    assert all(names.count(name) <= 1 for name in ONCE)
    return found


def plain(value):
    """A text value without its escapes."""
    return re.sub(r"\\(.)", lambda match: "\n" if match[1] == "n" else match[1], value)


def address(post, language="en"):
    return f"/{language}/networks/coordinators/{post.slug}.vcf"


def card(client, post, language="en"):
    response = client.get(address(post, language))
    assert response.status_code == 200
    return parse(response.content)


def values(found, name):
    return [plain(value) for key, _parameters, value in found if key == name]


@pytest.fixture
def municipality():
    return make.make_municipality()


def test_card_says_what_the_page_says(client, municipality):
    organisation = make.make_organisation(name_lt="Administracija, „Skyrius“", name_en="Office; section")
    organisation.places.create(
        name_lt="Vieta", street_address="Gedimino g. 1", address_locality="Vilnius", postal_code="LT-01103"
    )
    post = make.make_post(municipality, organisation=organisation, filled=False, number="+370 600 12345")
    person = make.make_person(given_name="Živilė", family_name="Šukytė-Kraskauskienė", honorific="Dr.")
    post.begin_term(person, date(2026, 1, 5))
    PostContact.objects.create(post=post, kind="phone", value="+370 37 305 519", available_languages=["lt", "ru"])
    PostContact.objects.create(post=post, kind="mobile", value="+370 656 06")
    PostContact.objects.create(post=post, kind="email", value="secret@example.org", is_public=False)
    PostContact.objects.create(post=post, kind="mobile", value="+370 600 99999", is_public=False)
    Post.objects.filter(pk=post.pk).update(assured_on=date(2026, 11, 5), assured_by="Office")

    response = client.get(address(post))
    found = parse(response.content)

    assert response["Content-Type"] == "text/vcard; charset=utf-8"
    assert response["Content-Disposition"] == f'attachment; filename="{post.slug}.vcf"'
    assert found == [
        ("VERSION", {}, "4.0"),
        ("PRODID", {}, "-//Kartu//Kartu//EN"),
        ("UID", {}, f"urn:uuid:{uid(post)}"),
        ("KIND", {}, "individual"),
        ("FN", {}, "Dr. Živilė Šukytė-Kraskauskienė"),
        ("N", {}, "Šukytė-Kraskauskienė;Živilė;;Dr.;"),
        ("ORG", {"ALTID": "1", "LANGUAGE": "lt"}, r"Administracija\, „Skyrius“"),
        ("ORG", {"ALTID": "1", "LANGUAGE": "en"}, r"Office\; section"),
        ("ADR", {"TYPE": "work"}, ";;Gedimino g. 1;Vilnius;;LT-01103;Lietuva"),
        ("TITLE", {"LANGUAGE": "en"}, post.name_en),
        ("ROLE", {"LANGUAGE": "en"}, "coordinator"),
        ("TEL", {"VALUE": "uri", "TYPE": '"work,cell"'}, "tel:+37060012345"),
        ("EMAIL", {"TYPE": "work"}, "post@example.org"),
        ("TEL", {"VALUE": "uri", "TYPE": '"work,voice"'}, "tel:+37037305519"),
        ("URL", {}, f"http://testserver/en/networks/coordinators/{municipality.slug}/"),
        ("LANG", {}, "lt"),
        ("LANG", {}, "ru"),
        ("CATEGORIES", {}, f"Kartu,{municipality.name_en}"),
        ("NOTE", {"LANGUAGE": "en"}, "Checked on 5\xa0November 2026"),
        ("REV", {}, "20261105T000000Z"),
    ]


@pytest.mark.parametrize(
    ("language", "note"), [("lt", "Dar nepatikrinta"), ("en", "Not checked yet"), ("ru", "Ещё не проверено")]
)
def test_card_is_in_the_readers_language_and_keeps_its_uid(client, municipality, language, note):
    post = make.make_post(municipality)
    found = card(client, post, language)

    assert values(found, "NOTE") == [note]
    assert values(found, "TITLE") == [getattr(post, f"name_{language}")]
    assert values(found, "UID") == values(card(client, post, "lt"), "UID")
    assert values(found, "REV") == []
    hosts = {parameters["LANGUAGE"] for name, parameters, _value in found if name == "ORG"}
    assert hosts == {"lt", language}


def test_vacant_post_is_its_office_without_anything_of_who_left(client, municipality):
    post = make.make_post(municipality, filled=False, email="former@example.org", number="+370 600 00077")
    yesterday = timezone.localdate() - timedelta(days=1)
    post.tenures.create(person=make.make_person(family_name="Former"), end_date=yesterday)
    PostContact.objects.create(post=post, kind="email", value="office@example.org", is_shared_mailbox=True)

    found = card(client, post)

    assert values(found, "KIND") == ["org"]
    assert values(found, "FN") == [post.organisation.name_lt]
    assert values(found, "N") == values(found, "TEL") == []
    assert values(found, "EMAIL") == ["office@example.org"]
    assert "This post is vacant now." in values(found, "NOTE")[0]
    assert "Former" not in str(found)


def test_post_on_leave_says_so_and_gives_no_own_number(client, municipality):
    until = timezone.localdate() + timedelta(days=3)
    post = make.make_post(municipality, leave_from=timezone.localdate(), leave_until=until)

    found = card(client, post)

    assert values(found, "TEL") == values(found, "EMAIL") == []
    assert values(found, "NOTE")[0].startswith("On leave until ")


def test_silence_is_told_by_card_and_text_as_on_the_page(client, municipality):
    day = timezone.localdate()
    post = make.make_post(municipality, unconfirmed_since=day, assured_on=day)

    assert "Not confirmed since" in values(card(client, post), "NOTE")[0]
    assert "Not confirmed since" in client.get(f"/en{municipality.get_absolute_url()[3:]}share/").text


def test_two_people_share_one_card(client, municipality):
    post = make.make_post(municipality, filled=False)
    people = [make.make_person(given_name="A", family_name="One"), make.make_person(given_name="B", family_name="Two")]
    for person in people:
        post.begin_term(person, timezone.localdate(), beside=True)

    found = card(client, post)

    assert sorted(values(found, "FN")[0].split(", ")) == ["A One", "B Two"]
    assert values(found, "N") == []


@pytest.mark.parametrize("fields", [{"published_at": None}, {"visibility": "staff"}, {"unpublish_at": make.OVER}])
def test_only_public_posts_have_a_card(client, municipality, fields):
    assert client.get(address(make.make_post(municipality, **fields))).status_code == 404


def test_host_that_is_not_public_is_left_out(client, municipality):
    hidden = make.make_organisation(name_lt="SLAPTA", name_en="SECRET", published_at=None)
    hidden.places.create(name_lt="Vieta", street_address="Slapta g. 1")
    for filled in (True, False):
        found = card(client, make.make_post(municipality, organisation=hidden, filled=filled))
        assert not re.search("slapta|secret", str(found), re.IGNORECASE)


def test_hostile_texts_stay_one_value(client, municipality):
    person = make.make_person(given_name="A;B,C", family_name="X\r\nTEL:tel:+37060000000")
    post = make.make_post(municipality, filled=False, office_en="Room 1\nfloor 2, left; \\ back\x07")
    post.begin_term(person, timezone.localdate())

    found = card(client, post)

    assert values(found, "TEL") == ["tel:+37060012345"]
    assert values(found, "NOTE")[0].startswith("Room 1 floor 2, left; \\ back\n")


@pytest.mark.parametrize("length", range(60, 90))
@pytest.mark.parametrize("letter", ["a", "ė", "я", "€", "😀"])
def test_lines_are_folded_between_characters(length, letter):
    line = f"NOTE:{letter * length}"
    parts = fold(line).encode().split(b"\r\n ")

    assert len(parts[0]) <= 75
    assert all(len(part) <= 74 for part in parts[1:])
    assert "".join(part.decode() for part in parts) == line


def test_text_escapes_what_has_a_meaning():
    assert text("a\\b,c;d\ne\rf\x00") == "a\\\\b\\,c\\;d\\ne\\nf"


def test_unchanged_card_is_not_sent_again(client, municipality):
    post = make.make_post(municipality)
    first = client.get(address(post))

    assert client.get(address(post), headers={"If-None-Match": first["ETag"]}).status_code == 304
    PostContact.objects.filter(post=post, kind="email").delete()
    assert client.get(address(post), headers={"If-None-Match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_card_is_only_read(client, municipality, method):
    assert getattr(client, method)(address(make.make_post(municipality))).status_code == 405


@pytest.mark.parametrize("amount", [1, 3])
def test_card_asks_a_constant_number_of_queries(client, django_assert_num_queries, amount):
    post = make.make_post(*(make.make_municipality() for _ in range(amount)))

    with django_assert_num_queries(6):
        client.get(address(post))


def test_page_offers_the_card_of_who_helps(client, municipality):
    post = make.make_post(municipality)

    page = client.get(f"/en/networks/coordinators/{municipality.slug}/").text

    assert f'<a class="mail" href="{address(post)}">Save this contact</a>' in page


@pytest.mark.usefixtures("starter")
@pytest.mark.parametrize("language", ["lt", "en", "ru"])
def test_every_post_of_the_starter_content_is_a_valid_card(client, language):
    posts = Post.objects.published()
    uids = [values(card(client, post, language), "UID")[0] for post in posts]

    assert len(set(uids)) == len(posts) > 20
    akmene = card(client, posts.get(slug="akmenes-r-koordinatorius"), language)
    assert values(akmene, "TEL") == []
    assert values(akmene, "EMAIL") == ["kristina.marcikone@akmene.lt"]


@pytest.mark.parametrize("filled", [True, False])
def test_older_phones_get_the_same_facts_in_version_3(client, municipality, filled):
    organisation = make.make_organisation(name_lt="Administracija", name_en="Office")
    post = make.make_post(municipality, organisation=organisation, filled=filled)
    if filled:
        post.people[0].given_name = "Živilė"
    PostContact.objects.create(post=post, kind="email", value="bendras@example.org", is_shared_mailbox=True)

    response = client.get(address(post).replace(".vcf", ".3.vcf"))
    text = response.content.decode().replace("\r\n ", "")
    lines = text.split("\r\n")
    names = [re.split("[;:]", line, maxsplit=1)[0] for line in lines]

    assert (response["Content-Type"], lines[1]) == ("text/vcard; charset=utf-8", "VERSION:3.0")
    assert {"N", "FN", "ORG", "EMAIL"} <= set(names)
    assert names.count("ORG") == names.count("N") == 1
    assert not {"KIND", "LANG"} & set(names)
    assert "ORG;LANGUAGE=lt:Administracija" in lines
    assert ("TEL;TYPE=WORK,CELL:+37060012345" in lines) is filled
    assert "EMAIL;TYPE=INTERNET,WORK:bendras@example.org" in lines
    assert client.get(address(post)).content.decode().split("\r\n")[1] == "VERSION:4.0"
