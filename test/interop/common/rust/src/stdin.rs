//! Whoever started the program speaks to it here: a line `go`, and the end, at which the program ends.

use std::io::stdin;
use std::process::exit;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::spawn;

static GO: AtomicBool = AtomicBool::new(false);

pub fn watch() {
    spawn(|| {
        for line in stdin().lines().map_while(Result::ok) {
            if line == "go" {
                GO.store(true, Ordering::Relaxed);
            }
        }
        exit(0);
    });
}

pub fn said_go() -> bool {
    GO.load(Ordering::Relaxed)
}
