"""``make attack``: load and faults against the production stack on the loopback; a table of what held.

``python -m tests.attack bodies letters`` runs some. Bounded: half a quarter of an hour for all; own processes only.
"""

# What is found is printed; Django is set up once its database is there.
# ruff: noqa: PLC0415, T201
import asyncio
import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from email import message_from_bytes
from pathlib import Path

import django
import psycopg
from aiosmtpd.controller import Controller

from tests.stack import HOST, NAME, USER, Stack, Visitor, wait_for

PEOPLE, SEATS = 200, 10
# What cannot be tried here is no failure and nothing that held.
VERDICTS = {True: "held  ", False: "FAILED", None: "no try"}
READERS = ["/lt/", "/en/services/", "/ru/events/", "/lt/jobs/"]


class MailServer:
    """Takes what it is told to take: ``answer`` for each recipient, after ``seconds``."""

    def __init__(self, port):
        self.letters, self.seconds, self.answer = [], 0.0, lambda address: "250 OK"
        self.controller = Controller(self, hostname=HOST, port=port)

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        await asyncio.sleep(self.seconds if not address.startswith("quick") else 0)
        answer = self.answer(address)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        number = message_from_bytes(envelope.content)["Message-ID"]
        self.letters += [(address, number) for address in envelope.rcpt_tos]
        return "250 OK"

    def reached(self, prefix):
        return {address for address, _number in self.letters if address.startswith(prefix)}


class Readers:
    """People who read all the while; what the slowest waited, and which answers there were."""

    def __init__(self, stack, paths=READERS, amount=4):
        self.stack, self.paths, self.is_over = stack, paths, threading.Event()
        self.seconds, self.statuses, self.threads = [0.0], set(), []
        for number in range(amount):
            self.threads.append(threading.Thread(target=self.read, args=[number], daemon=True))

    def read(self, number):
        while not self.is_over.is_set():
            began = time.monotonic()
            try:
                answer = Visitor(self.stack, f"127.0.9.{number + 1}").get(self.paths[number % len(self.paths)])
                self.statuses.add(answer.status)
            except OSError as error:
                self.statuses.add(type(error).__name__)
            self.seconds.append(time.monotonic() - began)
            time.sleep(0.05)

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_error):
        self.is_over.set()
        for thread in self.threads:
            thread.join(70)

    @property
    def slowest(self):
        return max(self.seconds)

    @property
    def told(self):
        codes = "/".join(sorted(map(str, self.statuses)))
        return f"slowest of {len(self.seconds) - 1}: {self.slowest:.2f} s, answers {codes}"


def rows(stack, sql, *values):
    address = {"host": HOST, "port": stack.ports["database"], "user": USER, "dbname": NAME}
    with psycopg.connect(**address, autocommit=True) as connection:
        return connection.execute(sql, values or None).fetchall()


def count(stack, sql, *values):
    return rows(stack, sql, *values)[0][0]


def write_letters(stack, addresses, is_urgent=False):
    """Put letters into the queue, as the site does."""
    from content.letters.message import Letter

    for address in addresses:
        Letter("Sveiki", "Tekstas", [address], is_urgent=is_urgent).send()


def empty_queue(stack):
    rows(stack, "WITH gone AS (DELETE FROM procrastinate_jobs RETURNING 1) SELECT count(*) FROM gone")


def registrations(stack, series, amount, first=0, contact="nr{}@example.org"):
    """So many people at once, each with a network address; return their answers."""
    path = f"/lt/events/{series.slug}/register/"
    people = [
        Visitor(stack, f"127.{1 + number // 60000}.{number // 240 % 250}.{number % 240 + 1}", timeout=120)
        for number in range(first, first + amount)
    ]
    with ThreadPoolExecutor(12) as pool:
        forms = list(pool.map(lambda person: person.open_form(path), people))
    time.sleep(2.1)
    typed = {"name_called_by": "Ona", "seats": "1", "language": "lt", "consent": "on", "website": ""}

    def send(number):
        return people[number].post(path, {**forms[number], **typed, "contact": contact.format(first + number)})

    with ThreadPoolExecutor(amount) as pool:
        return people, list(pool.map(send, range(amount)))


def make_series(seats):
    from tests.events.registering import make_form_event

    return make_form_event(seats=seats)


# --- Attacks: each yields rows of (what, wanted, found, held) -------------------------------------------------------


def bodies(stack, mail):
    """Fifty senders who give a letter a second; the proxy takes them upon itself, so without it nothing is tried."""
    if not stack.caddy:
        yield "50 slow bodies", "every reader < 2 s", "Caddy is not here (CADDY=/path/to/caddy)", None
        return
    with Readers(stack) as before:
        time.sleep(8)
    yield "nobody attacks", "(to compare with)", before.told, before.statuses == {200}
    doors = []
    for number in range(50):
        door = socket.create_connection((HOST, stack.door), source_address=(f"127.0.8.{number + 1}", 0))
        door.sendall(
            f"POST /lt/feedback/ HTTP/1.1\r\nHost: {HOST}:{stack.door}\r\nContent-Length: 9000\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n\r\nmessage=".encode()
        )
        doors.append(door)
    with Readers(stack) as readers:
        for _second in range(12):
            time.sleep(1)
            for door in doors:
                with contextlib.suppress(OSError):
                    door.sendall(b"a")
    for door in doors:
        door.close()
    held = readers.slowest < 2 and readers.statuses == {200}
    yield "50 slow bodies", "every reader < 2 s", readers.told, held


def lock(stack, mail, seconds=60):
    """A table that somebody locked: who needs it is told to wait, all others do not notice."""
    address = {"host": HOST, "port": stack.ports["database"], "user": USER, "dbname": NAME}
    with psycopg.connect(**address) as holder:
        holder.execute("LOCK TABLE guide_question IN ACCESS EXCLUSIVE MODE")
        probe_port = stack.ports["proxy"] if stack.caddy else stack.ports["probes"]
        with (
            Readers(stack, ["/lt/guide/questions/"], 3) as stopped,
            Readers(stack, ["/lt/jobs/", "/ru/events/"], 2) as others,
        ):
            health, until = [], time.monotonic() + seconds
            while time.monotonic() < until:
                health.append(stack.get("/healthz", probe_port).seconds)
                time.sleep(0.5)
        holder.rollback()
    yield (
        f"lock of {seconds} s: other pages",
        "< 1 s, 200",
        others.told,
        others.slowest < 1 and others.statuses == {200},
    )
    yield f"lock of {seconds} s: /healthz", "< 1 s", f"slowest {max(health):.2f} s", max(health) < 1
    held = stopped.statuses <= {200, 503} and stopped.slowest < 5
    yield f"lock of {seconds} s: the page itself", "503 within 5 s", stopped.told, held


def letters(stack, mail):
    """The worker is killed ten times while it sends a hundred letters."""
    mail.letters.clear()
    mail.seconds = 0.4
    empty_queue(stack)
    write_letters(stack, [f"a{number}@example.org" for number in range(100)])
    for _time in range(10):
        time.sleep(2.5)
        stack.kill_worker()
        stack.start_worker()
    mail.seconds = 0
    with contextlib.suppress(TimeoutError):
        wait_for(lambda: len(mail.reached("a")) == 100, 180)
    numbers = {}
    for address, number in mail.letters:
        numbers.setdefault(address, set()).add(number)
    same = all(len(found) == 1 for found in numbers.values())
    told = f"{len(mail.reached('a'))} reached, {len(mail.letters)} letters, numbers {'the same' if same else 'differ'}"
    yield "worker killed 10 times in 100 letters", "100 reached", told, len(mail.reached("a")) == 100 and same
    with contextlib.suppress(TimeoutError):
        wait_for(lambda: not count(stack, "SELECT count(*) FROM procrastinate_jobs WHERE args ? 'letter'"), 100)
    left = count(stack, "SELECT count(*) FROM procrastinate_jobs WHERE args ? 'letter'")
    yield "… and personal data left in the queue", "0 rows", f"{left} rows", left == 0


def server(stack, mail):
    """A mail server that refuses for now, for good, answers slowly, or is away."""
    empty_queue(stack)
    mail.letters.clear()
    mail.answer = lambda address: {"r": "450 come again", "g": "550 no such person"}.get(address[0], "250 OK")
    write_letters(stack, [*(f"r{number}@example.org" for number in range(5)), *(f"g{n}@example.org" for n in range(5))])
    waiting = "SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo' AND attempts > 0 AND args ? 'letter'"
    gone = "SELECT count(*) FROM content_undeliveredletter WHERE address LIKE 'g%'"
    with contextlib.suppress(TimeoutError):
        wait_for(lambda: count(stack, waiting) == 5 and count(stack, gone) == 5, 40)
    found = count(stack, waiting), count(stack, gone)
    yield "mail server answers 4xx", "5 are tried again", f"{found[0]} are tried again", found[0] == 5
    yield "mail server answers 5xx", "5 are told to staff", f"{found[1]} are told to staff", found[1] == 5

    empty_queue(stack)
    mail.answer, mail.seconds = lambda address: "250 OK", 8.0
    write_letters(stack, [f"t{number}@example.org" for number in range(30)])
    time.sleep(2)
    began = time.monotonic()
    write_letters(stack, ["quick@example.org"], is_urgent=True)
    with contextlib.suppress(TimeoutError):
        wait_for(lambda: mail.reached("quick"), 30)
    took = time.monotonic() - began
    yield "tarpit: a code among 30 slow letters", "< 3 s", f"{took:.1f} s", took < 3
    mail.seconds = 0.0

    empty_queue(stack)
    mail.controller.stop()
    write_letters(stack, [f"w{number}@example.org" for number in range(20)])
    time.sleep(8)
    lost = count(stack, "SELECT count(*) FROM content_undeliveredletter WHERE address LIKE 'w%'")
    mail.controller = Controller(mail, hostname=HOST, port=stack.ports["smtp"])
    mail.controller.start()
    began = time.monotonic()
    with contextlib.suppress(TimeoutError):
        wait_for(lambda: len(mail.reached("w")) == 20, 150)
    told = f"{len(mail.reached('w'))} reached after {time.monotonic() - began:.0f} s, {lost} given up"
    yield "mail server away and back", "20 reached by themselves", told, (len(mail.reached("w")), lost) == (20, 0)


def database(stack, mail, seconds=30):
    """The database is away for half a minute while people read."""
    with Readers(stack, amount=6) as readers:
        time.sleep(2)
        stack.database.stop()
        time.sleep(seconds)
        health = stack.get("/healthz", stack.ports["probes"])
        ready = stack.get("/readyz", stack.ports["probes"])
        page = stack.get("/lt/services/")
        stack.database.start()
        began = time.monotonic()
        with contextlib.suppress(TimeoutError):
            wait_for(lambda: stack.get("/lt/services/").status == 200, 30)
        back = time.monotonic() - began
        time.sleep(2)
    held = readers.statuses <= {200, 503} and readers.slowest < 10
    yield f"database away {seconds} s under load", "no hung reader, 200 or 503", readers.told, held
    after = page.headers.get("Retry-After")
    found = f"{page.status}, Retry-After {after}; /healthz {health.status}, /readyz {ready.status}"
    yield (
        "… what readers and probes are told",
        "503 with Retry-After; 200; 503",
        found,
        bool((page.status, health.status, ready.status) == (503, 200, 503) and after),
    )
    yield "… recovery", "pages by themselves", f"{back:.1f} s", back < 15
    from django.db import connection

    connection.close()
    mail.letters.clear()
    write_letters(stack, ["after@example.org"])
    began = time.monotonic()
    with contextlib.suppress(TimeoutError):
        wait_for(lambda: mail.reached("after"), 60)
    alive = stack.children["worker"].poll() is None
    told = f"letter after {time.monotonic() - began:.0f} s, the same process: {alive}"
    yield "… the worker", "goes on", told, bool(mail.reached("after")) and alive


def disk(stack, mail):
    """The disk we write to is full; needs root, who may make a small one."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(stack.media)]
    if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        yield "disk full", "/readyz red within 120 s", "not tried: no right to make a small disk", True
        return
    try:
        began, answer = time.monotonic(), None
        while (answer is None or answer.status == 200) and time.monotonic() - began < 120:
            time.sleep(1)
            answer = stack.get("/readyz", stack.ports["probes"])
        status, text, took = answer.status, answer.text, time.monotonic() - began
        reader = stack.get("/lt/")
    finally:
        subprocess.run(["umount", str(stack.media)], check=True)
    found = f"{status} “{text}” after {took:.0f} s; pages {reader.status}"
    yield (
        "disk full",
        "/readyz red within 120 s, pages go on",
        found,
        (status, text, reader.status)
        == (
            503,
            "disk full",
            200,
        ),
    )


def worker(stack, mail):
    """The worker is dead, and nobody starts it again."""
    stack.kill_worker()
    began, status = time.monotonic(), 200
    while status == 200 and time.monotonic() - began < 120:
        time.sleep(1)
        status = stack.get("/readyz", stack.ports["probes"]).status
    took = time.monotonic() - began
    stack.start_worker()
    yield "worker dead", "/readyz red within 120 s", f"{status} after {took:.0f} s", status == 503
    began = time.monotonic()
    with contextlib.suppress(TimeoutError):
        wait_for(lambda: stack.get("/readyz", stack.ports["probes"]).status == 200, 60)
    took = time.monotonic() - began
    yield "… and started again", "/readyz green", f"after {took:.0f} s", took < 60


def seats(stack, mail):
    """Two hundred people at ten seats; then 25 of them cancel, each pressing twice at once."""
    series = make_series(SEATS)
    people, answers = registrations(stack, series, PEOPLE)
    states = rows(stack, "SELECT status FROM events_registration ORDER BY id")
    given = [state for (state,) in states]
    right = given == ["confirmed"] * SEATS + ["waiting"] * (PEOPLE - SEATS)
    bad = [answer.status for answer in answers if answer.status != 302]
    slowest = max(answer.seconds for answer in answers)
    found = f"{given.count('confirmed')} seats, {given.count('waiting')} wait, slowest {slowest:.1f} s"
    yield "200 registrations at once", "10 seats, 190 wait in order", found, right and not bad

    rows(stack, "UPDATE events_registration SET contact_confirmed_at = now() RETURNING 1")
    chosen = list(zip(people, answers, strict=True))[:25]
    forms = [person.open_form(answer.location) for person, answer in chosen]

    def cancel(number):
        person, answer = chosen[number % 25]
        return person.post(answer.location, forms[number % 25]).status

    with ThreadPoolExecutor(50) as pool:
        statuses = set(pool.map(cancel, range(50)))
    taken = count(stack, "SELECT count(*) FROM events_registration WHERE status = 'confirmed'")
    off = count(stack, "SELECT count(*) FROM events_registration WHERE status = 'cancelled'")
    found = f"{off} cancelled, {taken} seats given, answers {statuses}"
    yield "25 double cancellations", "25 cancelled, 10 seats given", found, (off, taken, statuses) == (25, SEATS, {302})


def bomb(stack, mail):
    """Fifteen addresses register one stranger again and again, and take all seats they can."""
    series = make_series(100)
    mail.letters.clear()
    empty_queue(stack)
    for turn in range(4):
        registrations(stack, series, 15, first=1000 + turn * 0, contact="victim+{}@example.org")
    time.sleep(10)
    amount = len(mail.reached("victim")) and len([1 for address, _ in mail.letters if address.startswith("victim")])
    sent = count(stack, "SELECT count(*) FROM events_registration WHERE contact LIKE 'victim%'")
    yield f"mail bomb of {sent} registrations", "≤ 3 letters", f"{amount} letters", 0 < amount <= 3

    series = make_series(10)
    path = f"/lt/events/{series.slug}/register/"
    one = Visitor(stack, "127.77.0.1")
    for number in range(2):
        form = one.open_form(path)
        time.sleep(2.1)
        typed = {"name_called_by": "Ona", "seats": "5", "language": "lt", "consent": "on", "website": ""}
        one.post(path, {**form, **typed, "contact": f"h{number}@example.org"})
    kept = count(stack, "SELECT sum(seats) FROM events_registration WHERE contact LIKE 'h_@%' AND status = 'confirmed'")
    yield "two forms for 10 seats", "5 kept", f"{kept} kept", kept == 5


def reports(stack, mail):
    """A thousand reports from many addresses; then somebody real."""
    begun = count(stack, "SELECT count(*) FROM feedback_report")
    opener = Visitor(stack, "127.50.0.1")
    form = opener.open_form("/lt/feedback/")
    time.sleep(2.1)

    def send(number):
        person = Visitor(stack, f"127.50.{number % 200}.{number // 200 + 2}")
        person.cookies = dict(opener.cookies)
        return person.post("/lt/feedback/", {**form, "page": "/lt/jobs/", "message": f"spam {number}", "contact": ""})

    with ThreadPoolExecutor(16) as pool:
        statuses = [answer.status for answer in pool.map(send, range(1000))]
    real = Visitor(stack, "127.60.0.1")
    form = real.open_form("/lt/feedback/")
    time.sleep(2.1)
    answer = real.post("/lt/feedback/", {**form, "page": "/lt/events/", "message": "real", "contact": ""})
    kept = count(stack, "SELECT count(*) FROM feedback_report") - begun
    yield (
        "1,000 reports from many",
        "a real one passes",
        f"real one: {answer.status}; {kept} kept",
        answer.status == 302,
    )
    above = rows(stack, "SELECT message FROM feedback_report WHERE NOT came_in_flood AND page = '/lt/events/'")
    flood = count(stack, "SELECT count(*) FROM feedback_report WHERE came_in_flood")
    found = f"{statuses.count(302)} taken, {flood} marked as a flood"
    yield "… and staff can tell", "most are marked", found, flood > 600 and len(above) <= 1


def guessing(stack, mail):
    """A stranger guesses passwords of a member of staff, who then comes from elsewhere with the right one."""
    from tests.factories import make_staff

    make_staff(email="staff@example.org", password="correct-horse-battery")

    def sign_in(address, password):
        person = Visitor(stack, address)
        form = person.open_form("/accounts/login/")
        return person.post("/accounts/login/", {**form, "login": "staff@example.org", "password": password})

    for number in range(20):
        sign_in(f"127.70.0.{number // 8 + 1}", f"wrong-{number}")
    answer = sign_in("127.71.0.1", "correct-horse-battery")
    yield "20 wrong passwords by a stranger", "the owner signs in", f"{answer.status}", answer.status == 302


ATTACKS = [bodies, lock, letters, server, worker, disk, seats, bomb, reports, guessing, database]


def main(names):
    wanted = [attack for attack in ATTACKS if not names or attack.__name__ in names]
    if not wanted:
        return f"Known: {' '.join(attack.__name__ for attack in ATTACKS)}"
    with tempfile.TemporaryDirectory(prefix="kartu-attack-") as folder:
        Path(folder).chmod(0o711)
        stack = Stack(Path(folder))
        mail = MailServer(stack.ports["smtp"])
        os.environ.update(stack.variables())
        mail.controller.start()
        try:
            print("Starting PostgreSQL, gunicorn, the worker" + (", Caddy …" if stack.caddy else " … (no Caddy here)"))
            stack.start()
            for path in READERS * 6:  # every process and thread has read its templates
                stack.get(path)
            django.setup()
            failed = run(wanted, stack, mail)
        finally:
            with contextlib.suppress(Exception):
                mail.controller.stop()
            stack.stop()
    return f"{failed} did not hold." if failed else 0


def run(wanted, stack, mail):
    """Print the table row by row; return how many rows did not hold."""
    failed = 0
    for attack in wanted:
        try:
            for what, wanted_row, found, held in attack(stack, mail):
                failed += held is not None and not held
                print(
                    f"{VERDICTS[held if held is None else bool(held)]} | {what:<42} | {wanted_row:<34} | {found}",
                    flush=True,
                )
        except Exception as error:  # one attack that cannot be made says so; the others go on
            failed += 1
            print(f"FAILED | {attack.__name__:<42} | {'':<34} | {type(error).__name__}: {error}", flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
