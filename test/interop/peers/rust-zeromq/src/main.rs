//! zmq.rs, the project's own ZeroMQ in Rust, as a peer.

use std::time::Duration;

use peer::{Parts, Result, Stack, Told};
use tokio::runtime::Handle;
use tokio::time::sleep;
use zeromq::util::PeerIdentity;
use zeromq::{
    DealerSocket, PubSocket, PullSocket, PushSocket, RepSocket, ReqSocket, RouterSocket, Socket,
    SocketOptions, SocketRecv, SocketSend, SubSocket, ZmqError,
};

const SOON: Duration = Duration::from_millis(1);

trait Both: SocketSend + SocketRecv + Send {}
impl<S: SocketSend + SocketRecv + Send> Both for S {}

/// Its sockets have types of their own, and what they can do are traits.
enum ZmqRs {
    Sends(Box<dyn SocketSend + Send>),
    Receives(Box<dyn SocketRecv + Send>),
    Talks(Box<dyn Both>),
}

fn main() {
    peer::run::<ZmqRs>("zeromq")
}

impl Stack for ZmqRs {
    async fn open(told: &Told) -> Result<Self> {
        told.refuse(&["hwm", "heartbeat", "nonblocking", "mechanism"])?;
        Ok(match told.kind.as_str() {
            "push" => Self::Sends(Box::new(attached::<PushSocket>(told).await?)),
            "pub" => Self::Sends(Box::new(attached::<PubSocket>(told).await?)),
            "pull" => Self::Receives(Box::new(attached::<PullSocket>(told).await?)),
            "sub" => {
                let mut socket: SubSocket = attached(told).await?;
                socket.subscribe(told.text("prefix")).await?;
                Self::Receives(Box::new(socket))
            }
            "req" => Self::Talks(Box::new(attached::<ReqSocket>(told).await?)),
            "rep" => Self::Talks(Box::new(attached::<RepSocket>(told).await?)),
            "dealer" => Self::Talks(Box::new(attached::<DealerSocket>(told).await?)),
            "router" => Self::Talks(Box::new(attached::<RouterSocket>(told).await?)),
            other => return Err(format!("no such socket type: {other}").into()),
        })
    }

    async fn send(&mut self, parts: Parts) -> Result<()> {
        let mut message = parts.try_into().map_err(|error| format!("{error}"))?;
        loop {
            let sent = match self {
                Self::Sends(socket) => socket.send(message).await,
                Self::Talks(socket) => socket.send(message).await,
                Self::Receives(_) => return Err("it only receives".into()),
            };
            match sent {
                // It does not wait for somebody to send to.
                Err(ZmqError::ReturnToSender { message: returned, .. }) => message = returned,
                sent => return Ok(sent?),
            }
            sleep(SOON).await;
        }
    }

    async fn receive(&mut self) -> Result<Parts> {
        let message = match self {
            Self::Receives(socket) => socket.recv().await?,
            Self::Talks(socket) => socket.recv().await?,
            Self::Sends(_) => return Err("it only sends".into()),
        };
        Ok(message.into_vec())
    }

    async fn close(self) -> Result<()> {
        drop(self);
        // What has not gone out is with its tasks: it has no linger, and nothing to wait for.
        while Handle::current().metrics().num_alive_tasks() > 0 {
            sleep(SOON).await;
        }
        Ok(())
    }
}

/// A socket, bound or connected. It connects for as long as it takes: where to is said before.
async fn attached<S: Socket>(told: &Told) -> Result<S> {
    let mut options = SocketOptions::default();
    if told.has("identity") {
        options.peer_identity(told.text("identity").parse::<PeerIdentity>()?);
    }
    let mut socket = S::with_options(options);
    if told.binds {
        let endpoint = socket.bind(&told.endpoint.replace(":*", ":0")).await?;
        told.say_endpoint(&endpoint.to_string());
    } else {
        told.say_endpoint(&told.endpoint);
        socket.connect(&told.endpoint).await?;
    }
    Ok(socket)
}
