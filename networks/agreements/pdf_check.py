"""Is an uploaded file a PDF that can only be read? Judged by its content; name and announced type say nothing."""

import re
from io import BytesIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject

MAX_BYTES = 10 * 1024 * 1024
MAX_OBJECTS = 100_000
# After the end mark a signing program may leave a line break; anything more would be a second file in the same bytes.
END = re.compile(rb"%%EOF\s{0,8}\Z")
# Keys and action kinds that make a document do something, or carry another file.
ACTIVE = {
    "/JavaScript", "/JS", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/GoToR", "/Rendition", "/Movie", "/Sound",
    "/RichMedia", "/RichMediaExecute", "/XFA", "/EmbeddedFile", "/EmbeddedFiles", "/EF", "/Collection", "/3D",
}  # fmt: skip
# Searched for in the raw bytes too: an object that the table of contents leaves out may still run in some viewer.
# Short names would be found by chance in a scanned page.
RAW = [
    name.encode() for name in ("/JavaScript", "/Launch", "/EmbeddedFile", "/RichMedia", "/ImportData", "/SubmitForm")
]


def check_pdf(upload):
    """Raise ValidationError, in words for staff, unless the file is a PDF with pages and nothing that acts."""
    upload.seek(0)
    data = upload.read(MAX_BYTES + 1)
    # The real length: the announced one comes from the sender.
    if max(len(data), upload.size) > MAX_BYTES:
        raise ValidationError(_("The file is too big: at most 10 MB."))
    if not data.startswith(b"%PDF-") or not END.search(data):
        raise ValidationError(_("This is not a PDF file. Save or scan the agreement as a PDF."))
    try:
        pages, is_active = _look_inside(data)
    except ValidationError:
        raise
    except Exception as error:  # a broken file makes the library fail in any way
        raise ValidationError(_("The file is damaged and cannot be read. Save it as a PDF once more.")) from error
    finally:
        upload.seek(0)
    if not pages:
        raise ValidationError(_("The PDF has no pages."))
    if is_active or any(name in data for name in RAW):
        raise ValidationError(
            _("The PDF holds a program, a form that sends data, or another file. Print it to a PDF and upload that.")
        )


def _look_inside(data):
    reader = PdfReader(BytesIO(data))
    if reader.is_encrypted:
        raise ValidationError(_("The file is locked with a password. Upload it without one."))
    return len(reader.pages), _is_active(reader)


def _is_active(reader):
    """Walk everything the document's table of contents leads to, each object once."""
    todo, seen = [reader.trailer], set()
    while todo:
        value = todo.pop()
        if isinstance(value, IndirectObject):
            if value.idnum in seen:
                continue
            seen.add(value.idnum)
            if len(seen) > MAX_OBJECTS:
                return True
            value = value.get_object()
        if isinstance(value, DictionaryObject):
            # The bare values: asking the dictionary for one would follow its reference.
            bare = [value.raw_get(key) for key in value]
            if ACTIVE.intersection(value) or ACTIVE.intersection(part for part in bare if isinstance(part, NameObject)):
                return True
            todo.extend(bare)
        elif isinstance(value, ArrayObject):
            todo.extend(list.__iter__(value))
    return False
