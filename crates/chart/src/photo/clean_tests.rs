//! Bad and hostile files, each with the answer it gets; and what may not stay in a good one.
use super::*;
use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::{ExtendedColorType, ImageEncoder as _, Rgb, Rgba, RgbaImage};

/// Dark at the left, light at the right, so that a turn can be seen.
fn drawing(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(
        width,
        height,
        |x, _| if x < width / 2 { Rgb([40, 20, 10]) } else { Rgb([240, 220, 200]) },
    )
}

/// A note as cameras write it: orientation, a description and a position (51.5 N, 0.12 W).
fn exif(orientation: u8) -> Vec<u8> {
    let mut tiff = b"II*\0\x08\0\0\0".to_vec();
    tiff.extend([3, 0]);
    tiff.extend([0x0E, 0x01, 2, 0, 14, 0, 0, 0, 50, 0, 0, 0]);
    tiff.extend([0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0]);
    tiff.extend([0x25, 0x88, 4, 0, 1, 0, 0, 0, 64, 0, 0, 0]);
    tiff.extend([0, 0, 0, 0]);
    tiff.extend(b"AMARA AT HOME\0");
    tiff.extend([2, 0]);
    tiff.extend([1, 0, 2, 0, 2, 0, 0, 0, b'N', 0, 0, 0]);
    tiff.extend([2, 0, 5, 0, 3, 0, 0, 0, 94, 0, 0, 0]);
    tiff.extend([0, 0, 0, 0]);
    for number in [51_u32, 1, 30, 1, 2650, 100] {
        tiff.extend(number.to_le_bytes());
    }
    tiff
}

fn jpeg_with(picture: &RgbImage, note: Option<Vec<u8>>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 90);
    if let Some(note) = note {
        encoder.set_exif_metadata(note).unwrap();
    }
    picture.write_with_encoder(encoder).unwrap();
    bytes
}

fn png(picture: &DynamicImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    picture.write_with_encoder(PngEncoder::new(&mut bytes)).unwrap();
    bytes
}

/// A PNG whose heading promises this many pixels and whose body holds none.
fn bomb(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = png(&DynamicImage::ImageRgb8(drawing(64, 64)));
    bytes.splice(16..24, [width.to_be_bytes(), height.to_be_bytes()].concat());
    let sum = crc(&bytes[12..29]);
    bytes.splice(29..33, sum.to_be_bytes());
    bytes
}

/// The checksum of a PNG's part (CRC-32).
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |sum, byte| {
        (0..8).fold(
            sum ^ u32::from(*byte),
            |sum, _| if sum & 1 == 1 { (sum >> 1) ^ 0xEDB8_8320 } else { sum >> 1 },
        )
    })
}

fn has(bytes: &[u8], piece: &[u8]) -> bool {
    bytes.windows(piece.len()).any(|window| window == piece)
}

#[test]
fn every_bad_file_gets_its_answer() {
    let good = jpeg_with(&drawing(400, 300), None);
    let good_png = png(&DynamicImage::ImageRgb8(drawing(400, 300)));
    let mut heavy = good.clone();
    heavy.resize(BYTES_MAX + 1, 0);
    let mut wide_jpeg = good.clone();
    let frame = wide_jpeg.windows(2).position(|pair| pair == [0xFF, 0xC0]).unwrap();
    wide_jpeg.splice(frame + 5..frame + 9, [0x27, 0x10, 0x27, 0x10]);
    let table: Vec<(&str, Vec<u8>, Unfit)> = vec![
        ("nothing", vec![], Unfit::Empty),
        ("one byte", vec![0xFF], Unfit::NoPicture),
        ("text", b"<script>alert(1)</script>".to_vec(), Unfit::NoPicture),
        ("a page", b"<!doctype html><html><body>hello".to_vec(), Unfit::NoPicture),
        (
            "a drawing with a script",
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>".to_vec(),
            Unfit::NoPicture,
        ),
        ("a document", b"%PDF-1.7\n1 0 obj".to_vec(), Unfit::NoPicture),
        ("an archive", b"PK\x03\x04\x14\0\0\0".to_vec(), Unfit::NoPicture),
        ("a program", b"\x7fELF\x02\x01\x01\0".to_vec(), Unfit::NoPicture),
        ("an animation", b"GIF89a\x01\0\x01\0".to_vec(), Unfit::Kind("GIF")),
        ("a bitmap", b"BM\x46\0\0\0\0\0\0\0".to_vec(), Unfit::Kind("BMP")),
        ("a scan", b"II*\0\x08\0\0\0".to_vec(), Unfit::Kind("TIFF")),
        ("a telephone's own format", b"\0\0\0\x18ftypheic\0\0\0\0".to_vec(), Unfit::Kind("HEIC")),
        ("too many bytes", heavy, Unfit::Heavy { got: 26 }),
        ("a bomb of 100 megapixels", bomb(10_000, 10_000), Unfit::Large { pixels: 100_000_000 }),
        ("a bomb of 4 billion pixels", bomb(65_535, 65_535), Unfit::Large { pixels: 4_294_836_225 }),
        ("a JPEG that says it has 100 megapixels", wide_jpeg, Unfit::Large { pixels: 100_000_000 }),
        ("a thread", bomb(20_000, 100), Unfit::Long { edge: 20_000 }),
        ("a dot", jpeg_with(&drawing(63, 80), None), Unfit::Small { width: 63, height: 80 }),
        ("cut in the heading", good[..30].to_vec(), Unfit::Damaged),
        ("cut in the middle", good[..good.len() / 2].to_vec(), Unfit::Damaged),
        ("cut before its end", good[..good.len() - 2].to_vec(), Unfit::Damaged),
        ("a PNG cut in the middle", good_png[..good_png.len() / 2].to_vec(), Unfit::Damaged),
        ("a promise without pixels", bomb(4_000, 3_000), Unfit::Damaged),
        ("only a beginning", b"\xFF\xD8\xFF\xE0".to_vec(), Unfit::Damaged),
        ("only a WebP's name", b"RIFF\x10\0\0\0WEBPVP8 ".to_vec(), Unfit::Damaged),
    ];
    for (name, sent, want) in table {
        assert_eq!(clean(&sent), Err(want), "{name}");
    }
}

#[test]
fn every_byte_that_a_mishap_changes_gives_a_picture_or_an_answer() {
    let good = jpeg_with(&drawing(64, 64), Some(exif(6)));
    let frame = good.windows(2).position(|pair| pair == [0xFF, 0xC0]).unwrap();
    for place in (0..good.len()).step_by(3).filter(|place| !(frame + 5..frame + 9).contains(place)) {
        let mut hurt = good.clone();
        hurt[place] ^= if place % 2 == 1 { 0x10 } else { 0xFF };
        // Either way is fine; what counts is that it comes back and that what is kept is clean.
        if let Ok(kept) = clean(&hurt) {
            assert!(!has(&kept.full, b"AMARA"), "{place}");
        }
    }
}

#[test]
fn position_and_names_do_not_stay_in_what_is_kept() {
    let note = exif(1);
    let position = note[94..118].to_vec();
    let sent = jpeg_with(&drawing(400, 300), Some(note));
    assert!(
        has(&sent, b"Exif") && has(&sent, b"AMARA AT HOME") && has(&sent, &position),
        "the example has them"
    );
    let kept = clean(&sent).unwrap();
    for bytes in [&kept.full, &kept.small] {
        for piece in [b"Exif".as_slice(), b"AMARA", &position, b"http", b"ICC_PROFILE", b"Photoshop"] {
            assert!(!has(bytes, piece), "{:?}", String::from_utf8_lossy(piece));
        }
        // Of the parts that may carry notes only the plain heading of the format is there: no APP1 to APP15, no comment.
        let marks = marks::of(bytes);
        assert!(marks.iter().all(|mark| !matches!(mark, 0xE1..=0xEF | 0xFE)), "{marks:02X?}");
        assert_eq!(marks.last(), Some(&0xD9));
        assert!(bytes.ends_with(&[0xFF, 0xD9]), "nothing hides behind the end");
    }
}

#[test]
fn what_hides_behind_a_picture_is_left_behind() {
    let page = b"<html><script>alert(document.cookie)</script>";
    for mut sent in [jpeg_with(&drawing(200, 200), None), png(&DynamicImage::ImageRgb8(drawing(200, 200)))] {
        sent.extend(b"PK\x03\x04");
        sent.extend(page);
        let kept = clean(&sent).unwrap();
        assert!(!has(&kept.full, b"<script") && !has(&kept.full, b"PK\x03\x04"));
    }
}

#[test]
fn a_picture_stands_upright_however_the_camera_was_held() {
    // The example is dark at the left; the words say where the dark half is seen.
    for (orientation, dark, size) in [
        (1, "left", (400, 200)),
        (2, "right", (400, 200)),
        (3, "right", (400, 200)),
        (4, "left", (400, 200)),
        (5, "top", (200, 400)),
        (6, "top", (200, 400)),
        (7, "bottom", (200, 400)),
        (8, "bottom", (200, 400)),
        (9, "left", (400, 200)),
    ] {
        let kept = clean(&jpeg_with(&drawing(400, 200), Some(exif(orientation)))).unwrap();
        assert_eq!((kept.width, kept.height), size, "{orientation}");
        let seen = image::load_from_memory(&kept.full).unwrap().to_rgb8();
        let (w, h) = seen.dimensions();
        let is_dark = |x, y| seen.get_pixel(x, y).0[0] < 128;
        let at = match dark {
            "left" => is_dark(20, h / 2) && !is_dark(w - 20, h / 2),
            "right" => !is_dark(20, h / 2) && is_dark(w - 20, h / 2),
            "top" => is_dark(w / 2, 20) && !is_dark(w / 2, h - 20),
            _ => !is_dark(w / 2, 20) && is_dark(w / 2, h - 20),
        };
        assert!(at, "{orientation}: dark should be at the {dark}");
    }
}

#[test]
fn what_is_kept_has_its_limits() {
    for (width, height, full, small) in [
        (64, 64, (64, 64), (64, 64)),
        (481, 200, (481, 200), (480, 200)),
        (2_560, 1_280, (2_400, 1_200), (480, 240)),
        (100, 2_500, (96, 2_400), (19, 480)),
    ] {
        let kept = clean(&jpeg_with(&drawing(width, height), None)).unwrap();
        assert_eq!((kept.width, kept.height), full);
        let thumb = image::load_from_memory(&kept.small).unwrap();
        assert_eq!((thumb.width(), thumb.height()), small);
    }
}

#[test]
fn png_and_webp_are_read_and_what_is_seen_through_becomes_white() {
    let glass =
        RgbaImage::from_fn(
            100,
            100,
            |x, _| if x < 50 { Rgba([10, 10, 10, 0]) } else { Rgba([10, 10, 10, 255]) },
        );
    let mut webp = Vec::new();
    WebPEncoder::new_lossless(&mut webp).write_image(&glass, 100, 100, ExtendedColorType::Rgba8).unwrap();
    for sent in [png(&DynamicImage::ImageRgba8(glass.clone())), webp] {
        let seen = image::load_from_memory(&clean(&sent).unwrap().full).unwrap().to_rgb8();
        assert!(seen.get_pixel(10, 50).0.iter().all(|c| *c > 240), "{:?}", seen.get_pixel(10, 50));
        assert!(seen.get_pixel(90, 50).0.iter().all(|c| *c < 30));
    }
    let deep = DynamicImage::ImageRgb8(drawing(100, 100)).to_rgb16();
    assert!(clean(&png(&DynamicImage::ImageRgb16(deep))).is_ok());
}
