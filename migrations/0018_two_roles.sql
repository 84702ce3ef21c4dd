-- A group leader could be named, and found no door that this opened. The role comes back with what it is for.
DELETE FROM role WHERE role = 'leader';
DELETE FROM invite WHERE role = 'leader';
