//! A picture that no camera took: 64 by 64 pixels of one colour, the colour being that of its name.

/// A PNG written by hand: stored blocks, no compression.
pub(crate) fn png(name: &str) -> Vec<u8> {
    let colour = name.bytes().fold(90_u8, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte));
    let pixel = [200, colour, 255 - colour];
    let rows: Vec<u8> =
        (0..64).flat_map(|_| std::iter::once(0).chain(pixel.into_iter().cycle().take(192))).collect();
    let size = u16::try_from(rows.len()).unwrap();
    let mut packed = vec![0x78, 0x01, 0x01];
    packed.extend(size.to_le_bytes());
    packed.extend((!size).to_le_bytes());
    packed.extend(&rows);
    let (a, b) = rows.iter().fold((1_u32, 0_u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65_521;
        (a, (b + a) % 65_521)
    });
    packed.extend(((b << 16) | a).to_be_bytes());
    let mut heading = [64_u32.to_be_bytes(), 64_u32.to_be_bytes()].concat();
    heading.extend([8, 2, 0, 0, 0]);
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    for (kind, body) in [(b"IHDR", heading), (b"IDAT", packed), (b"IEND", vec![])] {
        file.extend(u32::try_from(body.len()).unwrap().to_be_bytes());
        let part: Vec<u8> = kind.iter().copied().chain(body).collect();
        let sum = !part.iter().fold(!0_u32, |sum, byte| {
            (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
                if sum & 1 == 1 { (sum >> 1) ^ 0xEDB8_8320 } else { sum >> 1 }
            })
        });
        file.extend(part);
        file.extend(sum.to_be_bytes());
    }
    file
}
