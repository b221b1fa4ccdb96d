//! The messages of a series, and how one is told to whoever reads the program's lines.

use bytes::Bytes;

use crate::{Result, Told};

pub type Parts = Vec<Bytes>;

const MEGABYTE: usize = 1_000_000;

pub fn series(told: &Told) -> Result<Vec<Parts>> {
    let from = told.number("from", 0)? as usize;
    let count = told.number("count", 100)? as usize;
    let is_small = match told.text("series") {
        "small" => true,
        "mixed" | "" => false,
        other => return Err(format!("no such series: {other}").into()),
    };
    let sizes = if is_small { small } else { mixed };
    Ok((from..from + count).map(|i| message(i, sizes(i))).collect())
}

pub fn end() -> Parts {
    vec![Bytes::from_static(b"END")]
}

/// The message with text before its first part.
pub fn with_prefix(prefix: &str, mut parts: Parts) -> Parts {
    parts[0] = [prefix.as_bytes(), &parts[0]].concat().into();
    parts
}

/// As in `100,0,100 1c291ca3`: the sizes of the parts, and the CRC-32 of all bytes.
pub fn digest(parts: &Parts) -> String {
    let sizes: Vec<String> = parts.iter().map(|part| part.len().to_string()).collect();
    let mut crc = crc32fast::Hasher::new();
    parts.iter().for_each(|part| crc.update(part));
    format!("{} {:08x}", sizes.join(","), crc.finalize())
}

fn message(i: usize, sizes: &[usize]) -> Parts {
    let byte = |p: usize, j: usize| ((7 * i + 13 * p + j) % 251) as u8;
    let mut parts: Vec<Vec<u8>> = sizes
        .iter()
        .enumerate()
        .map(|(p, &size)| (0..size).map(|j| byte(p, j)).collect())
        .collect();
    if !parts[0].is_empty() {
        parts[0][..8].copy_from_slice(format!("{i:08}").as_bytes());
    }
    parts.into_iter().map(Bytes::from).collect()
}

fn small(i: usize) -> &'static [usize] {
    if i % 2 == 0 { &[100] } else { &[100, 100, 100] }
}

fn mixed(i: usize) -> &'static [usize] {
    match (i % 25, i % 5) {
        (23, _) => &[100, MEGABYTE, 0],
        (24, _) => &[MEGABYTE],
        (_, 0) => &[100],
        (_, 1) => &[100, 0, 100],
        (_, 2) => &[0],
        (_, 3) => &[0, 0, 0],
        _ => &[100, 100, 100],
    }
}
