//! rzmq, a ZeroMQ in Rust, as a peer.

use peer::{Parts, Result, Stack, Told};
use rzmq::socket::{
    AUTO_DELIMITER, CURVE_PUBLIC_KEY, CURVE_SECRET_KEY, CURVE_SERVER, CURVE_SERVER_KEY,
    HEARTBEAT_IVL, LAST_ENDPOINT, PLAIN_PASSWORD, PLAIN_SERVER, PLAIN_USERNAME, RCVHWM, ROUTING_ID,
    SNDHWM, SNDTIMEO, SUBSCRIBE,
};
use rzmq::{Context, Msg, MsgFlags, Socket, SocketType, ZmqError};
use tokio::task::yield_now;

/// libzmq's. rzmq's own is 256: a PUB drops what is beyond.
const USUAL_HWM: u32 = 1000;

struct Rzmq {
    context: Context,
    socket: Socket,
    is_req: bool,
}

fn main() {
    peer::run::<Rzmq>("rzmq")
}

impl Stack for Rzmq {
    async fn open(told: &Told) -> Result<Self> {
        let context = Context::new()?;
        let socket = context.socket(type_of(&told.kind)?)?;
        configure(&socket, told).await?;
        if told.binds {
            socket.bind(&told.endpoint.replace(":*", ":0")).await?;
            let endpoint = socket.get_option(LAST_ENDPOINT).await?;
            told.say_endpoint(String::from_utf8(endpoint)?.trim_end_matches('\0'));
        } else {
            told.say_endpoint(&told.endpoint);
            socket.connect(&told.endpoint).await?;
        }
        Ok(Self {
            context,
            socket,
            is_req: told.kind == "req",
        })
    }

    async fn send(&mut self, parts: Parts) -> Result<()> {
        let mut frames: Vec<Msg> = parts.into_iter().map(Msg::from_bytes).collect();
        if self.is_req && frames.len() == 1 {
            // Its REQ sends nothing else.
            return Ok(self.socket.send(frames.remove(0)).await?);
        }
        // Its ROUTER leaves this to the application; to others it makes no difference.
        if let Some((_, before_last)) = frames.split_last_mut() {
            before_last
                .iter_mut()
                .for_each(|frame| frame.set_flags(MsgFlags::MORE));
        }
        loop {
            match self.socket.send_multipart(frames.clone()).await {
                // It was told not to wait.
                Err(ZmqError::ResourceLimitReached | ZmqError::Timeout) => yield_now().await,
                sent => return Ok(sent?),
            }
        }
    }

    async fn receive(&mut self) -> Result<Parts> {
        let frames = self.socket.recv_multipart().await?;
        Ok(frames
            .iter()
            .map(|frame| frame.data_bytes().unwrap_or_default())
            .collect())
    }

    async fn close(self) -> Result<()> {
        self.socket.close().await?;
        Ok(self.context.term().await?)
    }
}

fn type_of(kind: &str) -> Result<SocketType> {
    Ok(match kind {
        "push" => SocketType::Push,
        "pull" => SocketType::Pull,
        "pub" => SocketType::Pub,
        "sub" => SocketType::Sub,
        "req" => SocketType::Req,
        "rep" => SocketType::Rep,
        "dealer" => SocketType::Dealer,
        "router" => SocketType::Router,
        other => return Err(format!("no such socket type: {other}").into()),
    })
}

async fn configure(socket: &Socket, told: &Told) -> Result<()> {
    // Unless told otherwise its DEALER and ROUTER put an empty part before each message, and take one away.
    if told.kind == "dealer" || told.kind == "router" {
        socket.set_option(AUTO_DELIMITER, false).await?;
    }
    if told.kind == "sub" {
        socket.set_option(SUBSCRIBE, told.text("prefix")).await?;
    }
    let hwm = told.number("hwm", USUAL_HWM)? as i32;
    socket.set_option(SNDHWM, hwm).await?;
    socket.set_option(RCVHWM, hwm).await?;
    if told.has("identity") {
        socket.set_option(ROUTING_ID, told.text("identity")).await?;
    }
    if told.has("heartbeat") {
        socket
            .set_option(HEARTBEAT_IVL, told.number("heartbeat", 0)? as i32)
            .await?;
    }
    if told.is("nonblocking") {
        socket.set_option(SNDTIMEO, 0i32).await?;
    }
    secure(socket, told).await
}

async fn secure(socket: &Socket, told: &Told) -> Result<()> {
    match told.text("mechanism") {
        "" | "null" => {}
        "plain" => {
            socket
                .set_option(PLAIN_SERVER, i32::from(told.is("server")))
                .await?;
            socket
                .set_option(PLAIN_USERNAME, told.text("username"))
                .await?;
            socket
                .set_option(PLAIN_PASSWORD, told.text("password"))
                .await?;
        }
        "curve" => {
            if told.is("server") {
                socket.set_option(CURVE_SERVER, 1i32).await?;
            } else {
                socket
                    .set_option(CURVE_SERVER_KEY, told.text("server-key"))
                    .await?;
            }
            socket
                .set_option(CURVE_PUBLIC_KEY, told.text("public-key"))
                .await?;
            socket
                .set_option(CURVE_SECRET_KEY, told.text("secret-key"))
                .await?;
        }
        other => return Err(format!("no such mechanism: {other}").into()),
    }
    Ok(())
}
