"""Russian formats where Django's are not what the other two languages show: hours with two digits, and a year that
does not end in a full stop, since a day stands at the end of many sentences."""

DATE_FORMAT = "j E Y года"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j E Y года, H:i"
DATE_INPUT_FORMATS = ["%d.%m.%Y", "%d.%m.%y", "%d/%m/%Y"]
