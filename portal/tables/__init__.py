"""Lists as tables: out as they are filtered, and in with every mistake said before anything is written."""
