//! A peer of the interop matrix, without its stack: what it is told and prints is in
//! `test/interop/peers/README.md`. Knows the four jobs, and not by which stack they are done.

mod jobs;
mod messages;
mod stdin;
mod told;

use std::error::Error;
use std::io::Write;
use std::process::exit;

pub use bytes::Bytes;
pub use messages::Parts;
pub use told::Told;

pub type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// What a stack does for the program.
#[allow(async_fn_in_trait)]
pub trait Stack: Sized {
    /// Opens a socket, binds or connects it, says where, and subscribes it if it is a SUB.
    async fn open(told: &Told) -> Result<Self>;
    async fn send(&mut self, parts: Parts) -> Result<()>;
    async fn receive(&mut self) -> Result<Parts>;
    /// Returns when all has gone out.
    async fn close(self) -> Result<()>;

    /// Says `ready`, and forwards for ever.
    async fn proxy(_kind: &str, _frontend: &str, _backend: &str) -> Result<()> {
        Err("this stack has no proxy".into())
    }
}

/// The program. `package` is the stack's name in Cargo.lock.
pub fn run<S: Stack>(package: &str) -> ! {
    let runtime = tokio::runtime::Runtime::new().expect("threads can be started");
    if let Err(error) = runtime.block_on(main::<S>(package)) {
        say(&format!("error {error}"));
        exit(1);
    }
    exit(0)
}

/// Prints one line, at once.
pub fn say(line: &str) {
    println!("{line}");
    // Whoever reads it may be gone.
    let _ = std::io::stdout().flush();
}

async fn main<S: Stack>(package: &str) -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["version"] => say(&format!("version {package} {}", version_of(package)?)),
        ["proxy", kind, frontend, backend] => {
            stdin::watch();
            S::proxy(kind, frontend, backend).await?;
        }
        [kind, job, place, endpoint, ref settings @ ..] => {
            stdin::watch();
            jobs::work::<S>(&Told::new(kind, job, place, endpoint, settings)?).await?;
            say("done");
        }
        _ => return Err("a type, a job, bind or connect, and an endpoint are wanted".into()),
    }
    Ok(())
}

fn version_of(package: &str) -> Result<&'static str> {
    let lock = include_str!("../Cargo.lock");
    let beginning = format!("name = \"{package}\"\nversion = \"");
    let (_, rest) = lock.split_once(&beginning).ok_or("not in Cargo.lock")?;
    Ok(rest.split('"').next().unwrap_or_default())
}
