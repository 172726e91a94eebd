//! Pictures that move: decoded within limits, sized, and written anew frame by frame.

use std::io::Cursor;

use image::codecs::gif::{GifDecoder, GifEncoder, Repeat};
use image::codecs::webp::WebPDecoder;
use image::{AnimationDecoder, DynamicImage, Frame, ImageDecoder as _, ImageFormat, Limits};

use super::shapes::shrink;
use super::{MOST_MEMORY, Picture, unreadable};
use crate::base::codes;
use crate::base::{Error, Result};

/// The most frames of what moves.
const MOST_FRAMES: usize = 120;
/// The most pixels of each of its frames: every one is decoded whole.
const MOST_FRAME_PIXELS: u64 = 1_000_000;
/// How thorough the encoder is: 1 is best, 30 fastest.
const SPEED: i32 = 10;

/// The moving picture of a file, as GIF; none if it does not move.
///
/// # Errors
/// `picture_unreadable`; `picture_too_large` for too many pixels, frames or bytes.
pub(super) fn make(
    file: &[u8],
    format: ImageFormat,
    side: u32,
    bytes: usize,
) -> Result<Option<Picture>> {
    let Some(frames) = frames(file, format)? else { return Ok(None) };
    let mut small = Vec::new();
    for frame in frames {
        if small.len() == MOST_FRAMES {
            return Err(codes::PICTURE_TOO_LARGE.into());
        }
        let frame = frame.map_err(unreadable)?;
        let delay = frame.delay();
        let picture = DynamicImage::ImageRgba8(frame.into_buffer());
        let sides = u64::from(picture.width()) * u64::from(picture.height());
        if sides > MOST_FRAME_PIXELS {
            return Err(codes::PICTURE_TOO_LARGE.into());
        }
        small.push(Frame::from_parts(shrink(&picture, side).to_rgba8(), 0, 0, delay));
    }
    if small.len() < 2 {
        return Ok(None);
    }
    let made = write(small).map_err(|error| Error::Internal(Box::new(error)))?;
    if made.len() > bytes {
        return Err(codes::PICTURE_TOO_LARGE.into());
    }
    Ok(Some(Picture { bytes: made.into(), media_type: "image/gif" }))
}

fn frames(file: &[u8], format: ImageFormat) -> Result<Option<image::Frames<'_>>> {
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_MEMORY);
    match format {
        ImageFormat::Gif => {
            let mut decoder = GifDecoder::new(Cursor::new(file)).map_err(unreadable)?;
            decoder.set_limits(limits).map_err(unreadable)?;
            Ok(Some(decoder.into_frames()))
        }
        ImageFormat::WebP => {
            let mut decoder = WebPDecoder::new(Cursor::new(file)).map_err(unreadable)?;
            decoder.set_limits(limits).map_err(unreadable)?;
            Ok(decoder.has_animation().then(|| decoder.into_frames()))
        }
        _ => Ok(None),
    }
}

fn write(frames: Vec<Frame>) -> image::ImageResult<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut encoder = GifEncoder::new_with_speed(&mut bytes, SPEED);
    encoder.set_repeat(Repeat::Infinite)?;
    encoder.encode_frames(frames)?;
    drop(encoder);
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use image::{Delay, Rgba, RgbaImage};

    use super::*;

    fn gif(width: u32, height: u32, frames: u8) -> Vec<u8> {
        let frame = |n: u8| {
            let picture =
                RgbaImage::from_pixel(width, height, Rgba([n.wrapping_mul(40), 0, 90, 255]));
            Frame::from_parts(picture, 0, 0, Delay::from_numer_denom_ms(80, 1))
        };
        write((0..frames).map(frame).collect()).unwrap()
    }

    fn code(file: &[u8], bytes: usize) -> codes::Code {
        make(file, ImageFormat::Gif, 128, bytes).unwrap_err().code()
    }

    #[test]
    fn what_moves_goes_on_moving_smaller_and_at_its_pace() {
        let made = make(&gif(256, 64, 4), ImageFormat::Gif, 128, 1 << 18).unwrap().unwrap();
        assert_eq!(made.media_type, "image/gif");
        let decoder = GifDecoder::new(Cursor::new(&made.bytes)).unwrap();
        let frames = decoder.into_frames().collect_frames().unwrap();
        assert_eq!(frames.len(), 4);
        assert_eq!(frames[0].buffer().dimensions(), (128, 32));
        assert_eq!(frames[2].delay().numer_denom_ms(), (80, 1));
        assert_ne!(frames[0].buffer().get_pixel(9, 9), frames[2].buffer().get_pixel(9, 9));
    }

    #[test]
    fn one_frame_does_not_move_and_too_many_are_refused() {
        assert_eq!(make(&gif(9, 9, 1), ImageFormat::Gif, 128, 1 << 18).unwrap(), None);
        assert_eq!(make(b"", ImageFormat::Png, 128, 1 << 18).unwrap(), None);
        assert!(make(&gif(9, 9, 120), ImageFormat::Gif, 128, 1 << 18).unwrap().is_some());
        assert_eq!(code(&gif(9, 9, 121), 1 << 18), codes::PICTURE_TOO_LARGE);
        assert_eq!(code(&gif(1001, 1000, 2), 1 << 18), codes::PICTURE_TOO_LARGE);
        assert_eq!(code(&gif(64, 64, 4), 100), codes::PICTURE_TOO_LARGE);
        let whole = gif(64, 64, 4);
        assert_eq!(code(&whole[..whole.len() / 2], 1 << 18), codes::PICTURE_UNREADABLE);
    }
}
