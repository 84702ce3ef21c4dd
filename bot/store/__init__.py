"""All the SQL, one file per noun. Functions take a `Sql`: the open transaction, or the reader."""
