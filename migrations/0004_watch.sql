-- Updates that were set aside are few, and are counted whenever somebody looks how things stand.
CREATE INDEX inbox_aside ON inbox (id) WHERE state = 'aside';
