use std::path::PathBuf;

use rusqlite::Connection;

use super::Disk;

struct Place(PathBuf, Disk);

impl Place {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("sen-disk-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let disk = Disk::over(&folder).unwrap();
        Self(folder, disk)
    }

    fn open(&self, synchronous: &str) -> Connection {
        let connection = Connection::open(self.0.join("a.db")).unwrap();
        connection.pragma_update(None, "journal_mode", "WAL").unwrap();
        connection.pragma_update(None, "synchronous", synchronous).unwrap();
        connection.execute_batch("CREATE TABLE IF NOT EXISTS t (n INTEGER)").unwrap();
        connection
    }

    fn rows(&self) -> i64 {
        let rows = Connection::open(self.0.join("a.db")).unwrap();
        rows.query_row("SELECT count(*) FROM t", [], |row| row.get(0)).unwrap_or(0)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.1.retire();
        drop(std::fs::remove_dir_all(&self.0));
    }
}

fn write(connection: &Connection, rows: u32) {
    for n in 0..rows {
        connection.execute("INSERT INTO t VALUES (?1)", [n]).unwrap();
    }
}

#[test]
fn synced_commits_survive_the_power_and_unsynced_ones_go_with_it() {
    for (synchronous, left) in [("FULL", 5), ("OFF", 0)] {
        let place = Place::new(synchronous);
        let connection = place.open(synchronous);
        write(&connection, 5);
        place.1.kill();
        drop(connection);
        place.1.lose_power(&mut |below| 2.min(below - 1)).unwrap();
        place.1.revive().unwrap();
        assert_eq!(place.rows(), left, "{synchronous}");
    }
}

#[test]
fn a_killed_process_loses_nothing_it_wrote_and_writes_nothing_more() {
    let place = Place::new("killed");
    let connection = place.open("OFF");
    write(&connection, 5);
    place.1.kill();
    let before = place.1.counts().operations;
    assert!(connection.execute("INSERT INTO t VALUES (9)", []).is_err());
    drop(connection);
    assert_eq!(place.1.counts().operations, before);
    place.1.revive().unwrap();
    assert_eq!(place.rows(), 5);
}

#[test]
fn a_full_disk_and_a_failed_sync_are_errors_and_what_a_failed_sync_covered_may_still_go() {
    let place = Place::new("ill");
    let connection = place.open("FULL");
    write(&connection, 1);
    place.1.fill(true);
    let refused = connection.execute("INSERT INTO t VALUES (2)", []).unwrap_err();
    assert_eq!(refused.sqlite_error_code(), Some(rusqlite::ErrorCode::DiskFull));
    place.1.fill(false);
    place.1.fail_syncs(1);
    assert!(connection.execute("INSERT INTO t VALUES (3)", []).is_err());
    write(&connection, 1);
    place.1.kill();
    drop(connection);
    place.1.lose_power(&mut |below| 2.min(below - 1)).unwrap();
    place.1.revive().unwrap();
    assert_eq!(place.rows(), 2);
}

/// A commit in the log whose sync failed, and the process dead.
fn unsynced(name: &str) -> Place {
    let place = Place::new(name);
    let connection = place.open("FULL");
    write(&connection, 3);
    place.1.fail_syncs(1);
    assert!(connection.execute("INSERT INTO t VALUES (3)", []).is_err());
    place.1.kill();
    drop(connection);
    place.1.revive().unwrap();
    place
}

#[test]
fn a_cut_is_made_whole_or_not_at_all() {
    for (way, left) in [(0, 0), (2, 8 * 4096)] {
        let place = Place::new(&format!("cut-{way}"));
        let path = place.0.join("a.db-wal");
        let connection = place.open("FULL");
        connection.pragma_update(None, "wal_autocheckpoint", 0).unwrap();
        write(&connection, 20);
        let long = path.metadata().unwrap().len();
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
        place.1.kill();
        drop(connection);
        place.1.lose_power(&mut |below| way.min(below - 1)).unwrap();
        let length = path.metadata().unwrap().len();
        assert_eq!(length, if left == 0 { 0 } else { long }, "{way}");
        place.1.revive().unwrap();
        assert_eq!(place.rows(), 20);
    }
}

#[test]
fn what_a_sync_failed_over_is_lost_with_the_power_unless_the_file_was_written_anew() {
    for (anew, rows) in [(false, 3), (true, 4)] {
        let place = unsynced(&format!("anew-{anew}"));
        let log = place.0.join("a.db-wal");
        if anew {
            std::fs::write(&log, std::fs::read(&log).unwrap()).unwrap();
        }
        let connection = Connection::open(place.0.join("a.db")).unwrap();
        connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())).unwrap();
        place.1.kill();
        drop(connection);
        // The database is put back whole as well, as if the power had gone before it was synced.
        place.1.lose_power(&mut |below| 2.min(below - 1)).unwrap();
        place.1.revive().unwrap();
        let log = log.metadata().unwrap().len();
        assert_eq!(log > 4 * 4096 + 32 + 100, anew || log > 0, "{anew}");
        assert!(place.rows() >= rows);
    }
}
