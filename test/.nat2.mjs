import * as z from "zeromq"
z.context.blocky=false
const wait=ms=>new Promise(r=>setTimeout(r,ms))
{ const push=new z.Push(); await push.bind("tcp://127.0.0.1:*"); const ep=push.lastEndpoint; const pull=new z.Pull({receiveTimeout:200}); pull.connect(ep)
for(let i=0;i<5;i++) await push.send(String(i)); await wait(100); console.log("first", String(await pull.receive()));
await pull.disconnect(ep)
for(let i=0;i<5;i++) console.log("after disconnect", await pull.receive().then(String,e=>e.code))
push.close();pull.close() }
for (const size of [8,20,30,64]) { const pull=new z.Pull({maxMessageSize:size,receiveTimeout:300}); await pull.bind("tcp://127.0.0.1:*"); const push=new z.Push(); push.connect(pull.lastEndpoint); await push.send("x"); console.log("max",size, await pull.receive().then(String,e=>e.code)); push.close();pull.close()}
{ // pair second peer via connect
 const a=new z.Pair(), b=new z.Pair({sendTimeout:100,receiveTimeout:100}), c=new z.Pair({sendTimeout:100});
 await b.bind("inproc://b"); await c.bind("inproc://c"); a.connect("inproc://b"); a.connect("inproc://c"); await wait(50)
 console.log("c.send", await c.send("x").then(()=>"ok",e=>e.code)); a.close();b.close();c.close()
}
{ // close socket w/ linger and no peer
 const push=new z.Push({linger:-1}); push.connect("tcp://127.0.0.1:1"); await push.send("x"); 
 push.disconnect("tcp://127.0.0.1:1"); console.log("disc ok, writable", push.writable); push.linger=0; push.close()
}
{ // inproc HWM
 const pull=new z.Pull({receiveHighWaterMark:1}); await pull.bind("inproc://h"); const push=new z.Push({sendHighWaterMark:1,sendTimeout:0}); push.connect("inproc://h"); 
 push.sendHighWaterMark=5; let n=0; try{for(;;){await push.send("x");n++}}catch{} console.log("change after connected", n); push.close();pull.close()
}
{ // disconnect PUSH inproc w/ unread
 const pull=new z.Pull({receiveTimeout:100}); await pull.bind("inproc://h2"); const push=new z.Push(); push.connect("inproc://h2"); 
 for(let i=0;i<3;i++) await push.send(String(i)); push.disconnect("inproc://h2"); for(let i=0;i<3;i++) console.log("inproc after disconnect", await pull.receive().then(String,e=>e.code)); push.close();pull.close()
}
{ // PULL connects inproc then disconnects with unread
 const push=new z.Push(); await push.bind("inproc://h3"); const pull=new z.Pull({receiveTimeout:100}); pull.connect("inproc://h3"); 
 for(let i=0;i<3;i++) await push.send(String(i)); pull.disconnect("inproc://h3"); for(let i=0;i<3;i++) console.log("inproc pull disconnects", await pull.receive().then(String,e=>e.code)); push.close();pull.close()
}
