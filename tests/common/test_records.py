import io
import json
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seriktes.common.files import FileFault
from seriktes.common.files.records import JsonRecords
from seriktes.common.files.watched import Watched
from tests.common.reading import code_of, zipped


def records(content: bytes):
    return list(JsonRecords(io.BytesIO(content)))


@pytest.mark.parametrize(
    "content",
    [
        b'[{"a": 1}, {"a": 2}]',
        b'{"a": 1}\n{"a": 2}\n',
        b'{"number": 2, "items": [{"a": 1}, {"a": 2}]}',
        '[{"a": 1}, {"a": 2}]'.encode("utf-8-sig"),
        '[{"a": 1}, {"a": 2}]'.encode("utf-16"),
        zipped("dump_schema_v2.json", b'[{"a": 1}, {"a": 2}]'),
    ],
)
def test_json_records_are_read_from_every_wrapping(content):
    assert records(content) == [(1, {"a": 1}), (2, {"a": 2})]


def test_a_single_object_is_one_record():
    assert records(b' {"id": "x", "names": [1, 2.5, null]} ') == [(1, {"id": "x", "names": [1, 2.5, None]})]


def test_the_newer_schema_of_an_archive_is_read():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("ror-data.json", '[{"old": 1}]')
        archive.writestr("ror-data_schema_v2.json", '[{"new": 1}]')
        archive.writestr("ror-data.csv", "x")
    assert records(file.getvalue()) == [(1, {"new": 1})]


@pytest.mark.parametrize(("cut", "read"), [(30, 1), (9, 0)])
def test_a_truncated_file_gives_what_came_before(cut, read):
    content = json.dumps([{"a": 1, "b": "xx"}, {"a": 2, "b": "yy"}]).encode()[:cut]
    reader, found = JsonRecords(io.BytesIO(content)), []
    with pytest.raises(FileFault) as caught:
        found.extend(reader)
    assert (caught.value.code, caught.value.values["record"], len(found)) == ("json_cut", read, read)


@pytest.mark.parametrize(
    ("content", "code", "values"),
    [
        (b'[{"a": 1}, {"b": "' + "ж".encode()[:1], "json_cut", {}),
        ('[{"a": 1}, {"b": "Выдуманная организация"}]'.encode("cp1251"), "json_encoding", {"encoding": "cp1251"}),
        (b'[{"a": 1}, {"b": NaN}]', "json_value_unknown", {"value": "NaN"}),
        (b'[{"a": 1}, {"b": -Infinity}]', "json_value_unknown", {"value": "-Infinity"}),
        (b'[{"a": 1}, {"b": None}]', "json_value_unknown", {"value": "None"}),
        (b'[{"a": 1}, {"b": 1,}]', "json_broken", {}),
        (b"[{\"a\": 1}, {'b': 1}]", "json_broken", {}),
    ],
)
def test_each_way_in_which_json_breaks_is_told(content, code, values):
    with pytest.raises(FileFault) as caught:
        records(content)
    told = {name: value for name, value in caught.value.values.items() if name not in ("record", "byte", "detail")}
    assert (caught.value.code, told) == (code, values)


@pytest.mark.parametrize("number", ["1e999", "-1E+99999999999999999999", "1" * 30, "1" * 5000, "1" * 5000 + ".5e3"])
def test_a_number_too_large_is_a_matter_of_its_record(number):
    content = f'[{{"a": {number}, "b": "{number} \\" {number}"}}, {{"a": {number}}}, {{"a": 12.5e2}}]'.encode()
    assert records(content) == [
        (1, {"a": number, "b": f'{number} " {number}'}), (2, {"a": number}), (3, {"a": 1250.0})
    ]  # fmt: skip


class Parts(io.RawIOBase):
    """Gives a few bytes at a time, so that every place of the file is once the end of a part."""

    def __init__(self, content, size):
        self.inner, self.size = io.BytesIO(content), size

    def readable(self):
        return True

    def readinto(self, buffer):
        data = self.inner.read(self.size)
        buffer[: len(data)] = data
        return len(data)


@pytest.mark.parametrize("size", range(1, 12))
def test_records_are_the_same_however_the_file_is_parted(size):
    values = [{"a": 'x"\\[[{ 123456789012345678901 \n', "b": [1.5e5, -2, True], "ж": 'é\\"'}] * 5
    content = json.dumps([*values, {"c": 123456789012345678901}], ensure_ascii=False).encode()
    watched = Watched(io.BufferedReader(Parts(content, size)), lambda: 0)
    assert json.loads(io.BufferedReader(watched, 64).read()) == [*values, {"c": "123456789012345678901"}]


def test_broken_json_names_the_record():
    padding = "x" * 200_000
    content = json.dumps([{"a": padding}]).encode()[:-1] + b', {"a" 2}, {"b": "' + padding.encode() + b'"}]'
    reader, found = JsonRecords(io.BytesIO(content)), []
    with pytest.raises(FileFault) as caught:
        found.extend(reader)
    assert (caught.value.code, caught.value.values["record"]) == ("json_broken", 1)


@pytest.mark.parametrize(
    ("second", "code"),
    [
        (b'{"a": "' + b"x" * (5 << 20) + b'"}', "record_too_large"),
        (b"[" * 100_000, "record_too_deep"),
        (b'{"a":' * 100_000, "record_too_deep"),
        (b"[" * 70, "record_too_deep"),
        # Brackets inside texts close nothing.
        (b'{"a": "' + b"]" * 100_000 + b'", "b": ' + b"[" * 100_000, "record_too_deep"),
        (b'{"a": "\\"' + b"}" * 100_000 + b'\\\\", "b": ' + b"[" * 100_000, "record_too_deep"),
        (b'{"' + b"x" * (5 << 20) + b'": 1}', "record_too_large"),
        (b" " * (5 << 20), "record_too_large"),
    ],
)
def test_a_record_that_does_not_end_is_not_gathered(second, code):
    reader, found = JsonRecords(io.BytesIO(b'[{"a": 1}, ' + second)), []
    with pytest.raises(FileFault) as caught:
        found.extend(reader)
    assert (caught.value.code, len(found)) == (code, caught.value.values["record"] - 1)


def test_many_records_may_be_larger_than_one():
    one = json.dumps({"a": ["[" * 10 + "]" * 10] * 20, "b": "x" * 9000}).encode()
    assert len(records(b"[" + b",".join([one] * 600) + b"]")) == 600


@pytest.mark.parametrize("content", [b"7", b'"text"', b"null"])
def test_bare_values_are_no_records(content):
    assert code_of(lambda: records(content)) == "json_not_records"


def test_an_empty_list_has_no_rows():
    assert code_of(lambda: records(b"[]")) == "no_rows"


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_records_or_a_clear_fault(content):
    try:
        records(content)
    except FileFault as fault:
        assert fault.code  # noqa: PT017  both ways out are right
