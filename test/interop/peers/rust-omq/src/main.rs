//! omq, a ZeroMQ in Rust, as a peer.

use std::time::Duration;

use omq_tokio::{
    CurveKeypair, CurvePublicKey, CurveSecretKey, Endpoint, Message, Options, Proxy, Socket,
    SocketType, TrySendError,
};
use peer::{Parts, Result, Stack, Told, say};

struct Omq {
    socket: Socket,
    is_nonblocking: bool,
}

fn main() {
    peer::run::<Omq>("omq-tokio")
}

impl Stack for Omq {
    async fn open(told: &Told) -> Result<Self> {
        let socket = Socket::new(type_of(&told.kind)?, options(told)?);
        if told.kind == "sub" {
            socket.subscribe(told.text("prefix").to_string()).await?;
        }
        if told.binds {
            told.say_endpoint(&bind(&socket, &told.endpoint).await?);
        } else {
            told.say_endpoint(&told.endpoint);
            socket.connect(told.endpoint.parse::<Endpoint>()?).await?;
        }
        Ok(Self { socket, is_nonblocking: told.is("nonblocking") })
    }

    async fn send(&mut self, parts: Parts) -> Result<()> {
        let mut message = Message::multipart(parts);
        if !self.is_nonblocking {
            return Ok(self.socket.send(message).await?);
        }
        loop {
            match self.socket.try_send(message) {
                Err(TrySendError::Full(returned)) => message = returned,
                sent => return Ok(sent?),
            }
            self.socket.wait_send_ready().await;
        }
    }

    async fn receive(&mut self) -> Result<Parts> {
        let message = self.socket.recv().await?;
        Ok((0..message.len()).filter_map(|index| message.part_bytes(index)).collect())
    }

    async fn close(self) -> Result<()> {
        Ok(self.socket.close().await?)
    }

    async fn proxy(kind: &str, frontend: &str, backend: &str) -> Result<()> {
        let types = match kind {
            "queue" => [SocketType::Router, SocketType::Dealer],
            "forwarder" => [SocketType::XSub, SocketType::XPub],
            "streamer" => [SocketType::Pull, SocketType::Push],
            other => return Err(format!("no such proxy: {other}").into()),
        };
        let [front, back] = types.map(|kind| Socket::new(kind, Options::default()));
        bind(&front, frontend).await?;
        bind(&back, backend).await?;
        say("ready");
        Proxy::new(front, back).run().await?;
        Ok(())
    }
}

async fn bind(socket: &Socket, endpoint: &str) -> Result<String> {
    Ok(socket.bind(endpoint.replace(":*", ":0").parse::<Endpoint>()?).await?.to_string())
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
        "pair" => SocketType::Pair,
        other => return Err(format!("no such socket type: {other}").into()),
    })
}

fn options(told: &Told) -> Result<Options> {
    let mut options = Options::new().linger_forever();
    if told.has("hwm") {
        let hwm = told.number("hwm", 0)?;
        options = options.send_hwm(hwm).recv_hwm(hwm);
    }
    if told.has("identity") {
        options = options.identity(told.text("identity").to_string());
    }
    if told.has("heartbeat") {
        let interval = Duration::from_millis(told.number("heartbeat", 0)?.into());
        options = options.heartbeat_interval(interval);
    }
    Ok(match (told.text("mechanism"), told.is("server")) {
        ("" | "null", _) => options,
        ("plain", true) => {
            options.plain_server_credentials([(told.text("username"), told.text("password"))])
        }
        ("plain", false) => options.plain_client(told.text("username"), told.text("password")),
        ("curve", true) => options.curve_server(key_pair(told)?),
        ("curve", false) => {
            let server_key = CurvePublicKey::from_z85(told.text("server-key"))?;
            options.curve_client(key_pair(told)?, server_key)
        }
        (other, _) => return Err(format!("no such mechanism: {other}").into()),
    })
}

fn key_pair(told: &Told) -> Result<CurveKeypair> {
    Ok(CurveKeypair {
        public: CurvePublicKey::from_z85(told.text("public-key"))?,
        secret: CurveSecretKey::from_z85(told.text("secret-key"))?,
    })
}
