"""People come to posts and go: terms and leaves, their history, and the buttons of the back office for them."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation

from accounts.roles import sync_roles
from networks.models import Person, Post, Supervision, Tenure
from tests import factories as make

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 5)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(f"{TODAY}T10:00:00+02:00", tick=False), translation.override("en"):
        yield


def day(number):
    return TODAY + timedelta(days=number)


@pytest.fixture
def post():
    return make.make_post(make.make_municipality(), filled=False)


@pytest.fixture
def jonas():
    return make.make_person(given_name="Jonas", family_name="Pirmas")


@pytest.fixture
def ona():
    return make.make_person(given_name="Ona", family_name="Antra")


def terms(post):
    return sorted(
        (tenure.person.given_name, tenure.start_date, tenure.end_date)
        for tenure in post.tenures.select_related("person")
    )


def people(post):
    return [person.given_name for person in Post.objects.get(pk=post.pk).people]


# --- Terms ------------------------------------------------------------------------------------------------------------


def test_new_person_ends_the_term_of_the_one_before(post, jonas, ona):
    post.begin_term(jonas, day(-100))
    post.begin_term(ona, TODAY)

    assert terms(post) == [("Jonas", day(-100), day(-1)), ("Ona", TODAY, None)]
    assert [person.given_name for person in post.people] == ["Ona"]


def test_term_without_a_first_day_is_ended_too(post, jonas, ona):
    post.tenures.create(person=jonas)
    post.begin_term(ona, TODAY)

    assert terms(post)[0] == ("Jonas", None, day(-1))


def test_person_may_begin_on_a_day_to_come(client, post, jonas, ona):
    post.begin_term(jonas, day(-100))
    post.begin_term(ona, day(7))
    page = client.get(post.get_absolute_url()).text

    assert people(post) == ["Jonas"]
    assert "Ona Antra" not in page
    with time_machine.travel(day(7)):
        assert people(post) == ["Ona"]
        assert "Jonas Pirmas" not in client.get(post.get_absolute_url()).text


def test_two_people_may_share_a_post(post, jonas, ona):
    post.begin_term(jonas, day(-100))
    post.begin_term(ona, TODAY, beside=True)

    assert terms(post) == [("Jonas", day(-100), None), ("Ona", TODAY, None)]


def test_same_person_is_not_in_a_post_twice_at_a_time(post, jonas):
    post.begin_term(jonas, day(-100))

    with pytest.raises(ValidationError, match="already in this post"):
        post.begin_term(jonas, TODAY, beside=True)
    assert terms(post) == [("Jonas", day(-100), None)]


def test_same_person_may_come_back(post, jonas, ona):
    post.begin_term(jonas, day(-100))
    post.begin_term(ona, day(-50))
    post.begin_term(jonas, TODAY)

    assert terms(post) == [("Jonas", day(-100), day(-51)), ("Jonas", TODAY, None), ("Ona", day(-50), day(-1))]


@pytest.mark.parametrize("on", [-40, -20, -10])
def test_terms_that_are_over_or_to_come_are_not_shortened(post, jonas, ona, on):
    post.begin_term(jonas, day(-40))
    post.end_term(jonas, day(-10))
    before = terms(post)

    with pytest.raises(ValidationError, match="Jonas Pirmas is in this post from 26/09/2026 to 26/10/2026"):
        post.begin_term(ona, day(on))
    assert terms(post) == before


def test_nobody_begins_before_somebody_who_is_to_come(post, jonas, ona):
    post.begin_term(jonas, day(10))

    with pytest.raises(ValidationError, match="Choose a later day"):
        post.begin_term(ona, day(5))
    assert terms(post) == [("Jonas", day(10), None)]


def test_term_ends_with_its_last_day(post, jonas):
    post.begin_term(jonas, day(-100))
    post.end_term(jonas, TODAY)

    assert people(post) == ["Jonas"]
    with time_machine.travel(day(1)):
        assert Post.objects.get(pk=post.pk).is_vacant


def test_term_to_come_is_taken_back_by_an_earlier_day(post, jonas):
    post.begin_term(jonas, day(10))
    post.end_term(jonas, TODAY)

    assert terms(post) == []


def test_term_that_is_over_does_not_end_again(post, jonas):
    post.begin_term(jonas, day(-100))
    post.end_term(jonas, day(-1))

    with pytest.raises(ValidationError, match="no term"):
        post.end_term(jonas, TODAY)
    assert terms(post) == [("Jonas", day(-100), day(-1))]


def test_term_does_not_end_before_it_begins(post, jonas):
    post.begin_term(jonas, day(-10))

    with pytest.raises(ValidationError, match="ends before it begins"):
        post.end_term(jonas, day(-11))


def test_person_of_a_term_that_has_begun_stays(post, jonas, ona):
    tenure = post.begin_term(jonas, day(-10))
    tenure.person = ona
    with pytest.raises(ValidationError, match="its person stays"):
        tenure.full_clean()

    coming = make.make_post().begin_term(jonas, day(10), beside=True)
    coming.person = ona
    coming.full_clean()


def test_history_of_a_term_is_kept(post, jonas, ona):
    post.begin_term(jonas, day(-100))
    post.begin_term(ona, TODAY)

    history = Tenure.history.filter(person_id=jonas.pk)
    assert [(row.end_date, row.history_type) for row in history] == [(day(-1), "~"), (None, "+")]


def test_past_people_are_never_public(client, post, jonas, ona):
    post.begin_term(jonas, day(-100))
    post.begin_term(ona, TODAY)
    organisation = post.organisation.get_absolute_url()

    for path in (post.get_absolute_url(), "/lt/networks/coordinators/", organisation,
                 f"/lt/networks/coordinators/{post.slug}.vcf"):  # fmt: skip
        page = client.get(path).text
        assert "Ona Antra" in page.replace("Antra;Ona", "Ona Antra"), path
        assert "Pirmas" not in page, path


# --- Leave and deputies -----------------------------------------------------------------------------------------------


def test_leave_lasts_from_its_first_to_its_last_day(post, jonas):
    post.begin_term(jonas, day(-100))
    post.begin_leave(day(1), day(3))

    def is_away(on):
        with time_machine.travel(on):
            return Post.objects.get(pk=post.pk).is_on_leave

    assert [is_away(day(number)) for number in range(5)] == [False, True, True, True, False]
    post.end_leave()
    assert is_away(day(2)) is False


@pytest.mark.parametrize(
    ("leave_from", "leave_until", "message"),
    [(None, 3, "first day"), (3, 1, "ends before it begins")],
)
def test_leave_that_cannot_be_is_refused(post, leave_from, leave_until, message):
    start = day(leave_from) if leave_from else None
    with pytest.raises(ValidationError, match=message):
        post.begin_leave(start, day(leave_until))
    assert Post.objects.get(pk=post.pk).leave_from is None


def test_post_is_not_its_own_deputy(post):
    with pytest.raises(ValidationError, match="stand in for itself"):
        post.begin_leave(TODAY, deputy=post)
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.filter(pk=post.pk).update(deputy=post.pk)


# --- The back office --------------------------------------------------------------------------------------------------


@pytest.fixture
def staff(client):
    sync_roles()
    user = make.make_user(is_staff=True, language="en")
    user.groups.add(user.groups.model.objects.get(name="Project staff"))
    client.force_login(user)
    return user


def form_page(post, name):
    return f"{reverse('admin:networks_post_changelist')}{post.pk}/{name}/"


def said(page):
    return [str(message) for message in page.context["messages"]]


def test_staff_let_a_new_person_begin(client, staff, post, jonas):
    post.begin_term(jonas, day(-100))
    address = form_page(post, "begin-term")
    assert 'value="2026-11-05"' in client.get(address).text

    data = {"given_name": "Rasa", "family_name": "Nauja", "on": day(1)}
    page = client.post(address, data, follow=True)

    assert page.redirect_chain == [(reverse("admin:networks_post_change", args=[post.pk]), 302)]
    assert terms(post) == [("Jonas", day(-100), TODAY), ("Rasa", day(1), None)]
    assert said(page)[:2] == [
        "Saved.",
        "Check the phone numbers and e-mail addresses: they may be those of the person before.",
    ]
    assert "Rasa Nauja" in page.text


def test_staff_let_two_people_share_a_post_and_are_told_so(client, staff, post, jonas, ona):
    post.begin_term(jonas, day(-100))

    page = client.post(form_page(post, "begin-term"), {"person": ona.pk, "on": TODAY, "beside": "on"}, follow=True)

    assert any(text.startswith("This post is shared now by: ") for text in said(page))
    assert sorted(people(post)) == ["Jonas", "Ona"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"on": "2026-11-06"}, "Choose a person from the list or write the name of a new one."),
        ({"on": "2026-11-06", "given_name": "Rasa"}, "Write the first name and the surname."),
        ({"on": "tomorrow", "given_name": "Rasa", "family_name": "Nauja"}, "Enter a valid date."),
        ({"on": "2026-07-01", "given_name": "Rasa", "family_name": "Nauja"}, "Jonas Pirmas is in this post from"),
    ],
)
def test_wrong_input_is_named_and_kept_and_changes_nothing(client, staff, post, jonas, data, message):
    post.begin_term(jonas, day(-100))

    page = client.post(form_page(post, "begin-term"), data)

    assert page.status_code == 200
    assert message in page.text
    assert all(f'value="{value}"' in page.text for value in data.values())
    assert terms(post) == [("Jonas", day(-100), None)]
    assert list(Person.objects.values_list("given_name", flat=True)) == ["Jonas"]


def test_staff_end_a_term(client, staff, post, jonas):
    post.begin_term(jonas, day(-100))

    client.post(form_page(post, "end-term"), {"person": jonas.pk, "on": TODAY})

    assert terms(post) == [("Jonas", day(-100), TODAY)]


def test_staff_enter_a_leave_and_take_it_back(client, staff, post, jonas, ona):
    post.begin_term(jonas, day(-100))
    deputy = make.make_post(filled=False)
    address = form_page(post, "leave")
    data = {"leave_from": day(1), "leave_until": day(9), "deputy": deputy.pk}

    page = client.post(address, data, follow=True)
    post.refresh_from_db()
    assert (post.leave_from, post.leave_until, post.deputy) == (day(1), day(9), deputy)
    assert said(page) == ["Saved.", "The deputy's post is vacant: readers will be sent further."]

    client.post(address, {"deputy": deputy.pk})
    post.refresh_from_db()
    assert (post.leave_from, post.leave_until, post.deputy) == (None, None, deputy)


def test_post_cannot_be_chosen_as_its_own_deputy(client, staff, post):
    page = client.post(form_page(post, "leave"), {"leave_from": TODAY, "deputy": post.pk})

    assert "Select a valid choice" in page.text
    assert Post.objects.get(pk=post.pk).leave_from is None


@pytest.mark.parametrize("name", ["begin-term", "end-term", "leave"])
def test_forms_change_nothing_by_get_and_open_to_staff_only(client, post, jonas, name):
    post.begin_term(jonas, day(-100))
    address = form_page(post, name)
    query = {"given_name": "Rasa", "family_name": "Nauja", "on": TODAY, "person": jonas.pk, "leave_from": TODAY}

    assert client.post(address, query).status_code == 302
    client.force_login(make.make_user())
    assert client.post(address, query).status_code in {302, 403}
    sync_roles()
    auditor = make.make_user(is_staff=True)
    auditor.groups.add(auditor.groups.model.objects.get(name="Auditor"))
    client.force_login(auditor)
    assert client.post(address, query).status_code == 403
    client.force_login(make.make_staff(language="en"))
    assert client.get(address, query).status_code == 200

    assert terms(post) == [("Jonas", day(-100), None)]
    assert Post.objects.get(pk=post.pk).leave_from is None


def test_history_of_a_post_is_shown_and_not_rewritten(client, staff, post, jonas, ona):
    post.begin_term(jonas, day(-100))
    post.begin_term(ona, TODAY)

    page = client.get(reverse("admin:networks_post_change", args=[post.pk])).text

    assert "Jonas Pirmas" in page
    assert "Ona Antra" in page
    assert 'name="tenures-0-person"' not in page
    for label in ("A new person begins", "The term ends", "Leave and deputy"):
        assert label in page


def test_name_goes_with_its_terms_when_all_are_over(client, staff, post, jonas, ona):
    post.begin_term(jonas, day(-100))
    post.begin_term(ona, TODAY)

    for person in (jonas, ona):
        client.post(reverse("admin:networks_person_delete", args=[person.pk]), {"post": "yes"})

    assert terms(post) == [("Ona", TODAY, None)]


# --- As in the document -----------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("starter")
def test_supervision_and_second_lines_stand_as_in_the_document():
    with time_machine.travel(timezone.now()):
        counts = [post.supervisions.count() for post in Post.objects.filter(role="supervisor").order_by("position")]
        several = [
            slug
            for slug in ("vilniaus-m", "jonavos-r")
            if Post.objects.coordinators().filter(municipalities__slug=slug).count() == 2
        ]

    assert counts == [6, 5, 6]
    assert Supervision.objects.count() == 17
    assert several == ["vilniaus-m", "jonavos-r"]
