//! The four jobs, over whatever stack there is.

use std::time::Duration;

use bytes::Bytes;
use tokio::time::sleep;

use crate::messages::{Parts, digest, end, series, with_prefix};
use crate::{Result, Stack, Told, say, stdin};

const READY_EVERY: Duration = Duration::from_millis(10);

pub async fn work<S: Stack>(told: &Told) -> Result<()> {
    let mut socket = S::open(told).await?;
    match told.job.as_str() {
        "send" => send(&mut socket, told).await?,
        "receive" => receive(&mut socket, told).await?,
        "ask" => ask(&mut socket, told).await?,
        "answer" => answer(&mut socket, told).await?,
        other => return Err(format!("no such job: {other}").into()),
    }
    socket.close().await
}

async fn send<S: Stack>(socket: &mut S, told: &Told) -> Result<()> {
    let prefix = told.text("prefix");
    let ready = vec![Bytes::from_static(b"READY")];
    while told.kind == "pub" && !stdin::said_go() {
        socket.send(with_prefix(prefix, ready.clone())).await?;
        sleep(READY_EVERY).await;
    }
    for message in series(told)?.into_iter().chain([end()]) {
        socket.send(with_prefix(prefix, message)).await?;
    }
    Ok(())
}

async fn receive<S: Stack>(socket: &mut S, told: &Told) -> Result<()> {
    let prefix = told.text("prefix").len();
    let mut is_ready = false;
    loop {
        let mut message = socket.receive().await?;
        match told.kind.as_str() {
            "router" => drop(message.remove(0)),
            "sub" => drop(message[0].split_to(prefix)),
            _ => {}
        }
        if message == end() {
            return Ok(());
        } else if told.kind == "sub" && message == ["READY"] {
            if !is_ready {
                say("ready");
            }
            is_ready = true;
        } else {
            say_message(&message);
        }
    }
}

async fn ask<S: Stack>(socket: &mut S, told: &Told) -> Result<()> {
    for message in series(told)? {
        socket.send(message).await?;
        say_message(&socket.receive().await?);
    }
    socket.send(end()).await?;
    socket.receive().await?;
    Ok(())
}

async fn answer<S: Stack>(socket: &mut S, told: &Told) -> Result<()> {
    loop {
        let mut message = socket.receive().await?;
        let is_end = message.ends_with(&end()) && message.len() == if told.kind == "router" { 2 } else { 1 };
        match told.kind.as_str() {
            "router" => message.insert(1, Bytes::from_static(b"Hello")),
            "rep" => message = with_prefix("Hello ", message),
            _ => {}
        }
        socket.send(message).await?;
        if is_end {
            return Ok(());
        }
    }
}

fn say_message(parts: &Parts) {
    say(&format!("message {}", digest(parts)));
}
