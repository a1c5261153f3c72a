#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes what real devices do and the samples don't: odd.py ODD.pcap CUT.pcap.

ODD: line ends between messages of one TCP segment, a Content-Type with a blank behind it, SDP in
GB2312 and with a password, a recording's Name, numbers that are none, blanks around X-GB-Ver.
CUT: a datagram of which the capture kept a part, with a UDP checksum that looks like a line end.
"""
import struct
import sys

DEVICE, SERVER = "34020000001320000001", "34020000002000000001"


def message(number, body, content_type="Application/MANSCDP+xml", method="MESSAGE", extra="", transport="UDP"):
    head = (f"{method} sip:{SERVER}@3402000000 SIP/2.0\r\n"
            f"Via: SIP/2.0/{transport} 192.0.2.1:5060;rport;branch=z9hG4bKodd{number}\r\n"
            f"From: <sip:{DEVICE}@3402000000>;tag=t{number}\r\nTo: <sip:{SERVER}@3402000000>\r\n"
            f"Call-ID: odd-{number}@192.0.2.1\r\nCSeq: {number} {method}\r\nMax-Forwards: 70\r\n{extra}"
            f"Content-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n")
    return head.encode() + body


def manscdp(root, command, rest, number):
    return (f'<?xml version="1.0" encoding="GB2312"?>\r\n<{root}>\r\n<CmdType>{command}</CmdType>\r\n'
            f"<SN>{number}</SN>\r\n<DeviceID>{DEVICE}</DeviceID>\r\n{rest}</{root}>\r\n").encode("gb18030")


def keepalive(number, **options):
    return message(number, manscdp("Notify", "Keepalive", "<Status>OK</Status>\r\n", number), **options)


def ip(protocol, payload):
    head = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(payload), 0, 0, 64, protocol, 0)
    return bytes(12) + b"\x08\x00" + head + bytes([192, 0, 2, 1, 192, 0, 2, 10]) + payload


def udp(payload, checksum=0):
    return ip(17, struct.pack(">HHHH", 5060, 5060, 8 + len(payload), checksum) + payload)


def tcp(sequence, flags, payload=b""):
    return ip(6, struct.pack(">HHIIBBHHH", 40000, 5060, sequence, 0, 0x50, flags, 65535, 0, 0) + payload)


def write(path, frames, most=65535):
    with open(path, "wb") as out:
        out.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, most, 1))
        for i, frame in enumerate(frames):
            out.write(struct.pack("<IIII", 1714521600 + i, 0, min(len(frame), most), len(frame)) + frame[:most])


def sdp(subject, *more):
    lines = ["v=0", f"o={DEVICE} 0 0 IN IP4 192.0.2.1", f"s={subject}", "c=IN IP4 192.0.2.1", "t=0 0",
             "m=video 6000 RTP/AVP 96", "a=sendonly", *more, "y=0100000001"]
    return "\r\n".join(lines + [""]).encode("gb2312")


stream = keepalive(1, transport="TCP") + b"\r\n\r\n" + keepalive(2, transport="TCP") + keepalive(3, transport="TCP")
item = ("<SumNum>1</SumNum>\r\n<RecordList Num=\"1\">\r\n<Item>\r\n<DeviceID>" + DEVICE + "</DeviceID>\r\n<Name>大门</Name>\r\n"
        "<StartTime>2024-05-01T00:00:00</StartTime>\r\n<EndTime>2024-05-01T01:00:00</EndTime>\r\n</Item>\r\n</RecordList>\r\n")
position = "<Time>2024-05-01T00:00:00</Time>\r\n<Longitude>116,5</Longitude>\r\n<Latitude>39.9</Latitude>\r\n"
write(sys.argv[1], [
    tcp(99, 2),
    tcp(100, 0x18, stream),
    udp(message(4, manscdp("Response", "RecordInfo", item, 4), "Application/MANSCDP+xml ")),
    udp(message(5, manscdp("Notify", "MobilePosition", position, 5), extra="X-GB-Ver:  3.0  \r\n")),
    udp(message(6, sdp("回放"), "application/sdp", "INVITE")),
    udp(message(7, sdp("Play", "a=username:name", "a=password:secret"), "application/sdp", "INVITE")),
])
write(sys.argv[2], [udp(keepalive(8), 0x0d0d), udp(keepalive(9), 0xe40a)], 400)
