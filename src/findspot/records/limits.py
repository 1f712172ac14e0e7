"""The limits on tables from outside, each a named figure that a sentence can quote."""

from __future__ import annotations

#: The largest table file, in bytes: what is opened is held in memory.
MAX_FILE_BYTES = 512 * 2**20

#: The most columns of a table; a spreadsheet's stray cell or a file that is no table has more.
MAX_COLUMNS = 2_000

#: The most rows of a table that is opened.
MAX_ROWS = 20_000_000

#: The most rows of all tables of deliveries together of which an index is built: they pass through.
MAX_STREAMED_ROWS = 200_000_000

#: The most rows of such an index that are compared with each other: of one item, or one serial without item.
MAX_SHARING_ROWS = 500_000

#: The most rows of a table that are read as one block, the most cells of these, and their bytes, about.
BLOCK_ROWS = 65_536
BLOCK_CELLS = 2**20
BLOCK_BYTES = 64 * 2**20

#: The most characters of a line of a text table: as many as ``MAX_COLUMNS`` cells of ``MAX_CELL``.
MAX_LINE = 2_000 * 32_767

#: The most characters of a cell: as many as a spreadsheet holds.
MAX_CELL = 32_767

#: The most characters of a serial number.
MAX_SERIAL = 64

#: The most bytes that a zipped workbook, or a row group of a Parquet file, may say it unpacks to.
MAX_UNPACKED_BYTES = 2**30

#: A workbook that unpacks to more than ``MAX_RATIO_FROM_BYTES`` may not be packed tighter than this.
MAX_RATIO = 200
MAX_RATIO_FROM_BYTES = 100 * 2**20

#: The most memory, in bytes, and time, in seconds, for unpacking a workbook; it happens in a process apart.
MAX_WORKBOOK_MEMORY = 4 * 2**30
MAX_WORKBOOK_SECONDS = 120

#: The first and last year that a date may have; outside it is a slip of the pen.
FIRST_YEAR = 1900
LAST_YEAR = 2200

#: The largest EPCIS document, in bytes; how deep its JSON may be nested; the most events in it.
MAX_DOCUMENT_BYTES = 256 * 2**20
MAX_NESTING = 40
MAX_EVENTS = 500_000
