"""Files of other programs, as small as they can be made: real ones, byte by byte."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Mapping, Sequence

STORY = "The mayor opened the new bridge on Monday. It cost four million euros and took three years to build."

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def pdf(*pages: Sequence[str], title: str = "") -> bytes:
    """Pages of lines, in Helvetica."""
    count = len(pages)
    kids = " ".join(f"{3 + number} 0 R" for number in range(count))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>",
        *(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {3 + count + number} 0 R"
            f" /Resources << /Font << /F1 {3 + 2 * count} 0 R >> >> >>"
            for number in range(count)
        ),
        *(_stream(lines) for lines in pages),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        f"<< /Title ({title}) /CreationDate (D:20210304120000) >>",
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, made in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{made}\nendobj\n".encode("cp1252")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    trailer = f"trailer << /Size {len(objects) + 1} /Root 1 0 R /Info {len(objects)} 0 R >>"
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}\nstartxref\n{len(out)}\n%%EOF\n"
    return bytes(out) + end.encode()


def _stream(lines: Sequence[str]) -> str:
    shown = "".join(f"({line.translate({40: None, 41: None})}) Tj 0 -14 Td\n" for line in lines)
    content = f"BT /F1 11 Tf 60 780 Td\n{shown}ET"
    return f"<< /Length {len(content.encode('cp1252'))} >>\nstream\n{content}\nendstream"


def locked_pdf(*pages: Sequence[str], password: str) -> bytes:
    """One that only a password opens."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(PdfReader(io.BytesIO(pdf(*pages))))
    writer.encrypt(password, owner_password="owner", algorithm="RC4-128")
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def zipped(files: Mapping[str, bytes | str]) -> bytes:
    """A zip file."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def docx(*paragraphs: str, title: str = "", author: str = "") -> bytes:
    """Paragraphs as given in WordprocessingML, or as text."""
    body = "".join(p if p.startswith("<w:") else f"<w:p><w:r><w:t>{p}</w:t></w:r></w:p>" for p in paragraphs)
    core = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        f' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title><dc:creator>{author}</dc:creator>'
        "</cp:coreProperties>"
    )
    document = f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    return zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": document, "docProps/core.xml": core})


def page(*paragraphs: str, title: str = "Bridge opens") -> str:
    """A page of the web."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{text}</article></body></html>"


def epub(chapters: Mapping[str, str], *, title: str = "The Week") -> bytes:
    """Chapters in the order given."""
    items = "".join(f'<item id="{n}" href="{n}" media-type="application/xhtml+xml"/>' for n in chapters)
    spine = "".join(f'<itemref idref="{name}"/>' for name in chapters)
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{title}</dc:title><dc:date>2021-03-04</dc:date></metadata>"
        f"<manifest>{items}</manifest><spine>{spine}</spine></package>"
    )
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
    )
    files = {"mimetype": "application/epub+zip", "META-INF/container.xml": container, "OEBPS/book.opf": package}
    return zipped(files | {f"OEBPS/{name}": content for name, content in chapters.items()})


def warc(pages: Mapping[str, str | bytes], *, status: str = "200 OK", kind: str = "text/html; charset=utf-8") -> bytes:
    """Responses by URL, each record compressed by itself."""
    return b"".join(gzip.compress(_record(url, content, status, kind)) for url, content in pages.items())


def _record(url: str, content: str | bytes, status: str, kind: str) -> bytes:
    body = content.encode() if isinstance(content, str) else content
    block = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2021-03-04T05:06:07Z\r\n"
        "WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def mail(text: str, *, subject: str = "Bridge opens", kind: str = "plain", number: int = 1) -> str:
    """A newsletter."""
    return (
        f"From: City News <news@city.example>\nSubject: {subject}\nDate: Thu, 04 Mar 2021 05:06:07 +0000\n"
        f"Message-ID: <{number}@city.example>\nContent-Type: text/{kind}; charset=utf-8\n"
        f"Content-Transfer-Encoding: 8bit\n\n{text}\n\n"
    )


def mbox(*mails: str) -> bytes:
    """A mailbox."""
    return "".join(f"From news@city.example Thu Mar  4 05:06:07 2021\n{mail}" for mail in mails).encode()


def rss(*items: str, title: str = "City News") -> str:
    """A feed of items as given."""
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        f"<channel><title>{title}</title>{''.join(f'<item>{item}</item>' for item in items)}</channel></rss>"
    )
