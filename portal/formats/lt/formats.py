"""Lithuanian: Django's dates are right, its thousands separator is not (CLDR: a no-break space)."""

DATE_FORMAT = "Y\xa0\\m. E\xa0j\xa0\\d."
TIME_FORMAT = "H:i"
# As people write them; the first is how a field shows its time.
TIME_INPUT_FORMATS = ["%H:%M", "%H:%M:%S", "%H.%M", "%H"]
DATETIME_FORMAT = "Y\xa0\\m. E\xa0j\xa0\\d., H:i"
YEAR_MONTH_FORMAT = "Y\xa0\\m. F"
MONTH_DAY_FORMAT = "E\xa0j\xa0\\d."
SHORT_DATE_FORMAT = "Y-m-d"
SHORT_DATETIME_FORMAT = "Y-m-d H:i"
FIRST_DAY_OF_WEEK = 1
DECIMAL_SEPARATOR = ","
THOUSAND_SEPARATOR = "\xa0"
NUMBER_GROUPING = 3
