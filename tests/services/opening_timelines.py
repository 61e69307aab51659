"""What each door says and when, written by hand: for test_opening_state.py.

A line is a stretch of one day in Vilnius time and what is said all through it. Where the clock shows an hour twice, the
distance from UTC is written behind it.
"""

WEEKDAYS = {"Mon": 0, "Tue": 1, "Wed": 2, "Thu": 3, "Fri": 4, "Sat": 5, "Sun": 6}
WORKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri"]
EVERY_DAY = list(WEEKDAYS)
OFFICE = [
    *((day, "08:00", "12:00", "open") for day in WORKDAYS),
    *((day, "12:45", "17:00", "open") for day in WORKDAYS[:4]),
    ("Fri", "12:45", "15:45", "open"),
]
SHELTER = [row for day in EVERY_DAY for row in ((day, "20:00", "00:00", "open"), (day, "00:00", "08:00", "open"))]

# Name: (hours of the week, exceptions, fields of the door, fields of the service).
DOORS = {
    "office": (OFFICE, [], {}, {}),
    "next term": ([("Mon", "08:00", "12:00", "open", "2026-12-07")], [], {}, {}),
    "desk": (
        [row for day in WORKDAYS for row in ((day, "10:00", "12:00", "by_appointment"),
                                             (day, "14:00", "16:00", "by_appointment"))],
        [], {}, {},
    ),
    "by phone": ([*((day, None, None, "by_appointment") for day in WORKDAYS), ("Wed", "09:00", "10:00", "open")],
                 [], {}, {}),
    "away": (
        OFFICE,
        [("2026-12-07", "2026-12-11", "closed", None, None), ("2026-12-16", "2026-12-16", "open", "10:00", "13:00"),
         ("2026-12-18", "2026-12-18", "by_appointment", "09:00", "11:00"),
         ("2026-12-22", "2026-12-22", "closed", None, None)],
        {}, {},
    ),
    "open on All Souls": (OFFICE, [("2026-11-02", "2026-11-02", "open", None, None)], {}, {}),
    "holidays too": (OFFICE, [], {"open_on_holidays": True}, {}),
    "always": ([(day, "00:00", "00:00", "open") for day in EVERY_DAY], [], {"open_on_holidays": True}, {}),
    "shelter": (SHELTER, [], {"open_on_holidays": True}, {}),
    "lost hour": ([("Sun", "00:00", "03:30", "open")], [], {"open_on_holidays": True}, {}),
    "suspended": (OFFICE, [], {}, {"status": "temporarily_closed", "closed_until": "2026-12-07"}),
    "suspended for long": (OFFICE, [], {}, {"status": "temporarily_closed"}),
    "paid until November": (OFFICE, [], {}, {"valid_through": "2026-11-30"}),
    "defunct": (OFFICE, [], {}, {"status": "defunct"}),
}  # fmt: skip

# State: lines of "door | day | from | to | what is said".
TIMELINES = {
    "open": """
        office | 2026-11-23 | 08:00 | 12:00 | open 12:00
        office | 2026-11-23 | 12:45 | 17:00 | open 17:00
        office | 2026-11-24 | 08:00 | 12:00 | open 12:00
        office | 2026-11-24 | 12:45 | 17:00 | open 17:00
        office | 2026-11-26 | 12:45 | 17:00 | open 17:00
        office | 2026-11-27 | 08:00 | 12:00 | open 12:00
        office | 2026-11-27 | 12:45 | 15:45 | open 15:45
        away | 2026-12-16 | 10:00 | 13:00 | open 13:00
        open on All Souls | 2026-11-02 | 08:00 | 12:00 | open 12:00
        holidays too | 2026-12-24 | 12:45 | 17:00 | open 17:00
        by phone | 2026-11-25 | 09:00 | 10:00 | open 10:00
    """,
    "closed": """
        office | 2026-11-22 | 00:00 | 24:00 | closed tomorrow 08:00
        office | 2026-11-23 | 00:00 | 08:00 | closed today 08:00
        office | 2026-11-23 | 12:00 | 12:45 | closed today 12:45
        office | 2026-11-23 | 17:00 | 24:00 | closed tomorrow 08:00
        office | 2026-11-24 | 00:00 | 08:00 | closed today 08:00
        office | 2026-11-27 | 15:45 | 24:00 | closed Mon 08:00
        office | 2026-11-28 | 00:00 | 24:00 | closed Mon 08:00
        office | 2026-12-23 | 17:00 | 24:00 | closed Mon 08:00
        next term | 2026-11-23 | 00:00 | 24:00 | closed 2026-12-07 08:00
        next term | 2026-11-30 | 00:00 | 24:00 | closed 2026-12-07 08:00
        next term | 2026-12-01 | 00:00 | 24:00 | closed Mon 08:00
        desk | 2026-11-23 | 00:00 | 10:00 | visit today 10:00
        desk | 2026-11-23 | 12:00 | 14:00 | visit today 14:00
        desk | 2026-11-23 | 16:00 | 24:00 | visit tomorrow 10:00
        desk | 2026-11-27 | 16:00 | 24:00 | visit Mon 10:00
        by phone | 2026-11-28 | 00:00 | 24:00 | visit Mon
        by phone | 2026-11-29 | 00:00 | 24:00 | visit tomorrow
        away | 2026-12-16 | 00:00 | 10:00 | closed today 10:00
        away | 2026-12-17 | 17:00 | 24:00 | visit tomorrow 09:00
        shelter | 2026-10-25 | 08:00 | 20:00 | closed today 20:00
    """,
    "by appointment": """
        desk | 2026-11-23 | 10:00 | 12:00 | appointment 12:00
        desk | 2026-11-23 | 14:00 | 16:00 | appointment 16:00
        desk | 2026-11-24 | 10:00 | 12:00 | appointment 12:00
        desk | 2026-11-25 | 14:00 | 16:00 | appointment 16:00
        desk | 2026-11-26 | 10:00 | 12:00 | appointment 12:00
        desk | 2026-11-27 | 14:00 | 16:00 | appointment 16:00
        desk | 2026-11-30 | 10:00 | 12:00 | appointment 12:00
        away | 2026-12-18 | 09:00 | 11:00 | appointment 11:00
    """,
    "by appointment, no hours": """
        by phone | 2026-11-23 | 00:00 | 24:00 | by phone
        by phone | 2026-11-24 | 00:00 | 24:00 | by phone
        by phone | 2026-11-25 | 00:00 | 09:00 | by phone, then 09:00
        by phone | 2026-11-25 | 10:00 | 24:00 | by phone
        by phone | 2026-11-26 | 00:00 | 24:00 | by phone
        by phone | 2026-11-27 | 00:00 | 24:00 | by phone
        by phone | 2026-11-30 | 00:00 | 24:00 | by phone
    """,
    "exception": """
        away | 2026-12-07 | 00:00 | 24:00 | until 2026-12-14 08:00 why
        away | 2026-12-08 | 00:00 | 24:00 | until 2026-12-14 08:00 why
        away | 2026-12-09 | 00:00 | 24:00 | until 2026-12-14 08:00 why
        away | 2026-12-10 | 00:00 | 24:00 | until 2026-12-14 08:00 why
        away | 2026-12-11 | 00:00 | 24:00 | until 2026-12-14 08:00 why
        away | 2026-12-12 | 00:00 | 24:00 | closed Mon 08:00
        away | 2026-12-13 | 00:00 | 24:00 | closed tomorrow 08:00
        away | 2026-12-21 | 17:00 | 24:00 | closed Wed 08:00
        away | 2026-12-22 | 00:00 | 24:00 | until tomorrow 08:00 why
    """,
    "holiday": """
        office | 2026-11-02 | 00:00 | 24:00 | holiday tomorrow 08:00
        office | 2026-12-24 | 00:00 | 24:00 | holiday 2026-12-28 08:00
        office | 2026-12-25 | 00:00 | 24:00 | holiday 2026-12-28 08:00
        office | 2026-12-26 | 00:00 | 24:00 | closed Mon 08:00
        office | 2027-01-01 | 00:00 | 24:00 | holiday 2027-01-04 08:00
        office | 2027-02-16 | 00:00 | 24:00 | holiday tomorrow 08:00
        office | 2027-03-11 | 00:00 | 24:00 | holiday tomorrow 08:00
        office | 2027-03-29 | 00:00 | 24:00 | holiday tomorrow 08:00
        office | 2027-06-24 | 00:00 | 24:00 | holiday tomorrow 08:00
        desk | 2026-11-02 | 00:00 | 24:00 | holiday tomorrow 10:00
        by phone | 2027-01-01 | 00:00 | 24:00 | holiday 2027-01-04
        by phone | 2027-02-16 | 00:00 | 24:00 | holiday tomorrow 09:00
    """,
    "always open": """
        always | 2026-10-24 | 00:00 | 24:00 | always
        always | 2026-10-25 | 00:00 | 03:00 | always
        always | 2026-10-25 | 03:00+03:00 | 04:00+03:00 | always
        always | 2026-10-25 | 03:00+02:00 | 04:00+02:00 | always
        always | 2026-12-24 | 00:00 | 24:00 | always
        always | 2027-03-28 | 00:00 | 03:00 | always
        always | 2027-03-28 | 04:00 | 24:00 | always
    """,
    "clock changes": """
        shelter | 2026-10-24 | 20:00 | 24:00 | open tomorrow 08:00
        shelter | 2026-10-25 | 00:00 | 03:00 | open 08:00
        shelter | 2026-10-25 | 03:00+03:00 | 04:00+03:00 | open 08:00
        shelter | 2026-10-25 | 03:00+02:00 | 04:00+02:00 | open 08:00
        shelter | 2026-10-25 | 04:00 | 08:00 | open 08:00
        shelter | 2027-03-27 | 20:00 | 24:00 | open tomorrow 08:00
        shelter | 2027-03-28 | 00:00 | 03:00 | open 08:00
        shelter | 2027-03-28 | 04:00 | 08:00 | open 08:00
        shelter | 2027-03-28 | 08:00 | 20:00 | closed today 20:00
        lost hour | 2026-10-25 | 00:00 | 03:30+03:00 | open 03:30
        lost hour | 2026-10-25 | 03:30+03:00 | 04:00+03:00 | closed 2026-11-01 00:00
        lost hour | 2026-10-25 | 03:00+02:00 | 24:00 | closed 2026-11-01 00:00
        lost hour | 2027-03-28 | 00:00 | 03:00 | open 04:00
        lost hour | 2027-03-28 | 04:00 | 24:00 | closed 2027-04-04 00:00
    """,
    "temporarily closed": """
        suspended | 2026-12-02 | 00:00 | 24:00 | suspended 2026-12-07
        suspended | 2026-12-03 | 00:00 | 24:00 | suspended 2026-12-07
        suspended | 2026-12-05 | 00:00 | 24:00 | suspended 2026-12-07
        suspended | 2026-12-06 | 00:00 | 24:00 | suspended 2026-12-07
        suspended | 2026-12-07 | 00:00 | 08:00 | closed today 08:00
        suspended | 2026-12-07 | 08:00 | 12:00 | open 12:00
        suspended for long | 2026-12-07 | 00:00 | 24:00 | suspended
        suspended for long | 2027-03-28 | 00:00 | 03:00 | suspended
    """,
    "ended": """
        paid until November | 2026-11-30 | 08:00 | 12:00 | open 12:00
        paid until November | 2026-11-30 | 17:00 | 24:00 | closed
        paid until November | 2026-12-01 | 00:00 | 24:00 | ended
        paid until November | 2026-12-02 | 00:00 | 24:00 | ended
        paid until November | 2027-11-30 | 08:00 | 12:00 | ended
        defunct | 2026-11-23 | 08:00 | 12:00 | ended
        defunct | 2026-10-25 | 03:00+02:00 | 04:00+02:00 | ended
    """,
}
